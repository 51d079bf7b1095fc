/* own_facts.c - the facts on record as a question may use them: when it is about that person, and only what is still likely to be true. */
#include "app/derived.h"

#include <math.h>

/* How long what was told is taken for true when nobody says it anew [ms]. Pregnancy: a "no" until the next cycle is over, a "yes" as long as one can
 * last (42 weeks; WHO ICD-10, post-term from 42). A child's weight and height: own rule, since doses go by them and children grow. */
#define DAY_MS INT64_C(86400000)
static const int64_t not_pregnant_ms = 28 * DAY_MS, pregnant_ms = 42 * 7 * DAY_MS, child_grows_ms = 90 * DAY_MS;

void told_drop_stale(struct person_facts *f, str birth, int64_t at_ms, int64_t now_ms)
{
	struct date born;
	int64_t old = now_ms - at_ms;
	if (old > (f->pregnant == TRI_YES ? pregnant_ms : not_pregnant_ms)) f->pregnant = TRI_UNKNOWN;
	if (old > child_grows_ms && date_read(&born, birth) && age_group_of(born, now_ms, ZONE_CHINA_MIN) != AGE_ADULT)
		f->weight_kg = f->height_cm = (str){"", 0};
}

/* ---- is the question about that person? ---- */

static bool child_word(str who)
{
	return str_eq(who, S("child")) || str_eq(who, S("son")) || str_eq(who, S("daughter"));
}

/* An age said is often a year or two more than the completed years (虚岁). */
static bool fits(const struct person_said *p, bool ward, int age, char sex)
{
	enum { ADULT_Y = AGE_ADULT_Y, AGE_SLACK_Y = 2 };
	bool other = p->who.n && !str_eq(p->who, S("self"));
	bool woman = p->pregnant == TRI_YES || p->breastfeeding == TRI_YES || p->postpartum == TRI_YES;
	if (other && !(ward && child_word(p->who))) return false;
	if (age >= 0 && !isnan(p->age_y) && fabs(p->age_y - age) > AGE_SLACK_Y) return false;
	if (age >= ADULT_Y && p->child) return false;
	return !(sex && p->sex && sex != p->sex) && !(sex == 'm' && woman);
}

static bool about(struct zhuyi *z, const struct question *q, const struct someone *s, int age, char sex, struct arena *a)
{
	bool ward = str_eq(s->row.kind, S("ward"));
	const str texts[] = {q->text, q->history};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (!texts[i].n) continue;
		struct reading r = reading_make(texts[i], &z->phrases, z->pack->lexicon, a);
		if (!fits(&r.person, ward, age, sex)) return false;
	}
	return true;
}

bool known_for(struct zhuyi *z, struct call *c, const struct someone *s, const struct question *q, struct known *out)
{
	struct person_facts f;
	struct told t;
	struct date born;
	int64_t at_ms;
	if (!known_read(z, c, s, out)) return false;
	if (!out->json.n) return true;
	if (!person_facts_kept(z, s, &f, &at_ms, &c->arena, &c->rq.fail) || !person_told(z, s, &t, &c->arena, &c->rq.fail)) return false;
	str birth = f.birth.n ? f.birth : t.profile.birth, sex = f.sex.n ? f.sex : t.profile.sex;
	int age = date_read(&born, birth) ? age_y(born, call_now(c), ZONE_CHINA_MIN) : -1;
	if (!about(z, q, s, age, str_eq(sex, S("male")) ? 'm' : str_eq(sex, S("female")) ? 'f' : 0, &c->arena))
		*out = (struct known){.json = {"", 0}};
	return true;
}
