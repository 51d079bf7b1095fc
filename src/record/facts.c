#include "record/check_int.h"
#include "record/day.h"

#include <stdio.h>

/* A plain decimal as JSON may write it: digits, perhaps a point with digits behind it, no needless zero in front. No sign, no exponent. */
static bool is_decimal(str s)
{
	ptrdiff_t i = 0, point;
	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
	if (!i || (i > 1 && s.p[0] == '0')) return false;
	if (i == s.n) return true;
	if (s.p[i] != '.') return false;
	point = i++;
	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
	return i == s.n && i > point + 1;
}

static bool read_number(const struct reader *r, str *out, str key, jv v, double low, double high)
{
	enum { NUMBER_MAX = 16 };
	bool flag;
	double value;
	str s = v ? str_trim(json_text(v)) : (str){"", 0};
	if (!v || (json_is_string(v) && !s.n)) {
		*out = s;
		return true;
	}
	if (json_is_bool(v, &flag) || s.n > NUMBER_MAX || !is_decimal(s) || !str_to_double(s, &value))
		return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" is no number such as 62.5", STR_ARG(key));
	if (value < low || value > high)
		return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" is not possible: it lies between %g and %g", STR_ARG(key), low, high);
	*out = str_copy(r->perm, s);
	return true;
}

static bool read_pregnant(const struct reader *r, enum tri *out, jv v)
{
	bool flag = false;
	if (v && !json_is_bool(v, &flag)) return fail_set(r->fail, RC_INPUT, r->what, "\"pregnant\" is neither true nor false");
	*out = !v ? TRI_UNKNOWN : flag ? TRI_YES : TRI_NO;
	return true;
}

static bool read_list(const struct reader *r, struct told_list *out, str key, jv v)
{
	struct told_list list = {.known = v != NULL};
	ptrdiff_t n = json_count(v);
	if (v && !json_is_array(v)) return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" is no list", STR_ARG(key));
	if (n > RECORD_ITEMS_MAX)
		return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" has %td items, at most %d are kept", STR_ARG(key), n, RECORD_ITEMS_MAX);
	list.v = n ? ARENA_NEW(r->perm, str, n) : NULL;
	for (; list.n < n; list.n++) {
		if (!json_at(v, list.n)) return fail_set(r->fail, RC_INPUT, r->what, "an item of \"" STR_FMT "\" is null", STR_ARG(key));
		if (!read_line(r, &list.v[list.n], key, json_at(v, list.n), RECORD_ITEM_MAX)) return false;
		if (!list.v[list.n].n) return fail_set(r->fail, RC_INPUT, r->what, "an item of \"" STR_FMT "\" is empty", STR_ARG(key));
	}
	*out = list;
	return true;
}

static bool facts_member(struct person_facts *f, const struct reader *r, str key, jv v)
{
	if (str_eq(key, S("sex"))) return read_sex(r, &f->sex, key, v);
	if (str_eq(key, S("birth"))) return read_birth(r, &f->birth, key, v);
	/* The lightest child to survive had 0.21 kg at birth (Tiniest Babies Registry, University of Iowa), some 25 cm long; the heaviest adult some 635 kg, the tallest
	 * 272 cm (Guinness World Records). Narrower above, because more is nearly always a slip of the unit. */
	if (str_eq(key, S("weight_kg"))) return read_number(r, &f->weight_kg, key, v, 0.2, 500);
	if (str_eq(key, S("height_cm"))) return read_number(r, &f->height_cm, key, v, 20, 260);
	if (str_eq(key, S("pregnant"))) return read_pregnant(r, &f->pregnant, v);
	if (str_eq(key, S("conditions"))) return read_list(r, &f->conditions, key, v);
	if (str_eq(key, S("allergies"))) return read_list(r, &f->allergies, key, v);
	if (str_eq(key, S("drugs"))) return read_list(r, &f->drugs, key, v);
	return read_unknown(r, key);
}

bool person_facts_read(struct person_facts *f, jv v, int64_t now_ms, struct arena *perm, struct fail *fail)
{
	struct reader r = {"facts", now_ms, perm, fail};
	struct person_facts next = *f;
	str key;
	jv value;
	if (!json_is_object(v)) return fail_set(fail, RC_INPUT, r.what, "the facts are not an object");
	for (struct json_walk walk = {0}; json_next(&walk, v, &key, &value);)
		if (!facts_member(&next, &r, key, value)) return false;
	*f = next;
	return true;
}

static void write_text(struct jw *w, const char *key, str s)
{
	if (s.n) jw_str(w, key, s);
}

static void write_list(struct jw *w, const char *key, const struct told_list *list)
{
	if (!list->known) return;
	jw_array(w, key);
	for (ptrdiff_t i = 0; i < list->n; i++) jw_str(w, NULL, list->v[i]);
	jw_end_array(w);
}

/* What both the stored form and the engines' form have. */
static void write_told(struct jw *w, const struct person_facts *f)
{
	if (f->weight_kg.n) jw_raw(w, "weight_kg", f->weight_kg);
	if (f->height_cm.n) jw_raw(w, "height_cm", f->height_cm);
	if (f->pregnant != TRI_UNKNOWN) jw_bool(w, "pregnant", f->pregnant == TRI_YES);
	write_list(w, "conditions", &f->conditions);
	write_list(w, "allergies", &f->allergies);
	write_list(w, "drugs", &f->drugs);
}

void person_facts_write(struct jw *w, const char *key, const struct person_facts *f)
{
	jw_object(w, key);
	write_text(w, "sex", f->sex);
	write_text(w, "birth", f->birth);
	write_told(w, f);
	jw_end_object(w);
}

/* In days below a year, in months below two: whole years would make all infants the same, and whole months would make one of 59 days older than one of 60. */
static void write_age(struct jw *w, str birth, int64_t now_ms)
{
	enum { YEAR_MONTHS = 12 };
	struct day day, today = day_of(now_ms, DAY_ZONE_MIN);
	char text[32];
	if (!day_parse(birth, &day) || day_number(day) > day_number(today)) return;
	int months = day_months(day, today);
	if (months < YEAR_MONTHS) snprintf(text, sizeof text, "%d days", (int)(day_number(today) - day_number(day)));
	else snprintf(text, sizeof text, "%d months", months);
	if (months < 2 * YEAR_MONTHS) jw_str(w, "age", str_from(text));
	else jw_i64(w, "age", months / YEAR_MONTHS);
}

void person_facts_for_engines(struct jw *w, const char *key, const struct person_facts *f, const struct profile *p, int64_t now_ms)
{
	jw_object(w, key);
	write_age(w, f->birth.n ? f->birth : p->birth, now_ms);
	write_text(w, "sex", f->sex.n ? f->sex : p->sex);
	write_told(w, f);
	jw_end_object(w);
}
