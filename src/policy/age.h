/* age.h - birth dates, and what follows from an age: who consents, how long a guardian may act. Pure: now and zone are arguments.
 *
 * under 14   a guardian consents and acts (PIPL, 个人信息保护法, 2021, art. 31; such data are sensitive, art. 28)
 * 14 to 17   one's own log-in and consent; a guardian's reading ends on the 14th birthday, unless shared as family
 * from 18    adult (民法典, Civil Code of the PRC, 2020, art. 17)
 * An age is reached as the birthday begins; whoever was born on 29 February reaches it on 1 March of a year without that day. */
#ifndef POLICY_AGE_H
#define POLICY_AGE_H

#include "base/fail.h"
#include "policy/date.h"

enum { AGE_OWN_CONSENT_Y = 14, AGE_ADULT_Y = 18, AGE_MAX_Y = 130 };
enum age_group { AGE_CHILD, AGE_YOUTH, AGE_ADULT };

/* YYYY-MM-DD of somebody who lives: RC_INPUT with the reason for dates that do not exist, lie ahead, or make the person older than AGE_MAX_Y. */
bool birth_read(struct date *out, str text, int64_t now_ms, int zone_min, struct fail *fail);

/* Completed years [0 …]; -1 when the birth lies ahead. */
int age_y(struct date birth, int64_t now_ms, int zone_min);

enum age_group age_group_of(struct date birth, int64_t now_ms, int zone_min); /* a birth that lies ahead counts as a child */

/* Whether a guardian may read and act, and must consent: until the 14th birthday begins. */
bool age_guardian_may(struct date birth, int64_t now_ms, int zone_min);

/* When that age is reached [ms since 1970]: a guardian's relation ends at age_reached_ms(birth, AGE_OWN_CONSENT_Y, zone). */
int64_t age_reached_ms(struct date birth, int years, int zone_min);

#endif
