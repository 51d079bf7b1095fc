/* case_state.h - the life of a case: which state may follow which, and who may bring it about. One pure table. */
#ifndef POLICY_CASE_STATE_H
#define POLICY_CASE_STATE_H

#include "policy/gate.h"

enum case_state { CASE_NEW, CASE_ANSWERED, CASE_ASKED_BACK, CASE_HELD, CASE_HANDED_OVER, CASE_REFUSED, CASE_SIGNED, CASE_REJECTED, CASE_STATES };
enum case_event { EVENT_ANSWER, EVENT_ASK_BACK, EVENT_HOLD, EVENT_HAND_OVER, EVENT_REFUSE, EVENT_SIGN, EVENT_REJECT, CASE_EVENTS };
enum case_by { BY_GATE, BY_PERSON, BY_DOCTOR };

/* False when the table has no such step; then *to is left alone. */
bool case_step(enum case_state from, enum case_event event, enum case_by by, enum case_state *to);

enum case_event case_event_of(enum action action);
str case_state_name(enum case_state state);
bool case_state_by_name(str name, enum case_state *out);

#endif
