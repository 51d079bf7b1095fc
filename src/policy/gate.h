/* gate.h - the last decision, as one pure table: what may reach whom, and how.
 *
 * Rows are tried from the top; the first that matches decides (see gate.c, and docs/safety for what each row protects). */
#ifndef POLICY_GATE_H
#define POLICY_GATE_H

#include "clinic/triage.h"

enum action { ACTION_ANSWER, ACTION_ASK_BACK, ACTION_HOLD, ACTION_HAND_OVER, ACTION_REFUSE, ACTION_COUNT };
enum audience { AUDIENCE_PATIENT, AUDIENCE_DOCTOR };

enum request_kind {
	REQUEST_INFORMATION, /* what a guideline or label says; urgency; safety warnings; the reading of a value */
	REQUEST_INDIVIDUAL,  /* name my disease; start, stop or change my drug; prescribe */
	REQUEST_UNPLACED,    /* not understood */
};

struct gate_input {
	enum audience audience;
	enum request_kind kind;
	enum tier tier;
	bool crisis;
	int supported;   /* statements that passed the guard */
	int unsupported; /* statements left that did not */
	bool facts_missing;
};

struct gate_decision {
	enum action action;
	const char *rule; /* name of the row, for "why this answer" and the tests */
};

struct gate_decision gate_decide(struct gate_input in);
str action_name(enum action action);

#endif
