/* verb_csv.c - a table of measurements: what is new of it is kept, what stands there already is not kept twice. */
#include "app/care.h"
#include "app/field.h"
#include "care/csv.h"

#include <stdio.h>

enum { LISTED_MAX = 200 };

struct csv_work {
	struct care care;
	struct csv_values values; /* to be kept, if they are not there */
	struct csv_refuseds refused, questioned;
	int64_t oldest_ms;
};

static void add(struct call *c, struct csv_refuseds *to, int line, const struct measure_remark *r)
{
	*ARENA_PUSH(&c->arena, to) = (struct csv_refused){line, {r->say[0], r->say[1]}};
}

/* Sorts the rows into fine, refused and questioned. */
static void judge_rows(struct zhuyi *z, struct call *c, struct csv_work *t, const struct csv_values *read, bool confirmed)
{
	struct measure_about about = {
		.age_y = t->care.age_y, .now_ms = call_now(c), .limits = z->pack->measures.v, .limit_count = z->pack->measures.n};
	t->oldest_ms = INT64_MAX;
	for (ptrdiff_t i = 0; i < read->n; i++) {
		struct measure_remarks r;
		const struct csv_value *v = &read->v[i];
		measure_judge(&r, &v->measure, &about, &c->arena);
		if (r.n && r.v[0].impossible) add(c, &t->refused, v->line, &r.v[0]);
		else if (r.n && !confirmed) add(c, &t->questioned, v->line, &r.v[0]);
		else {
			*ARENA_PUSH(&c->arena, &t->values) = *v;
			if (v->measure.at_ms < t->oldest_ms) t->oldest_ms = v->measure.at_ms;
		}
	}
}

/* Kind, time and value: what makes two measurements one. */
static str key_of(struct call *c, enum measure_kind kind, int64_t at_ms, const double v[MEASURE_PARTS])
{
	struct sb out = sb_new(&c->arena, 64);
	sb_fmt(&out, "%d %lld", (int)kind, (long long)at_ms);
	for (int i = 0; i < measure_form(kind)->parts; i++) sb_fmt(&out, " %.6g", v[i]);
	return sb_str(&out);
}

static bool known(struct zhuyi *z, struct call *c, const struct someone *s, const struct csv_work *t, struct map *there)
{
	struct series all[MEASURE_KINDS];
	if (!t->values.n) return true;
	if (!care_series(z, c, s, all, t->oldest_ms)) return false;
	for (int k = 0; k < MEASURE_KINDS; k++)
		for (ptrdiff_t i = 0; i < all[k].n; i++)
			map_set(there, key_of(c, (enum measure_kind)k, all[k].v[i].at_ms, all[k].v[i].v), 1, &c->arena);
	return true;
}

/* The rules look at the newest of each kind only: a table tells of what was, and nobody is told the same ten times. */
static bool judge_newest(struct zhuyi *z, struct call *c, const struct someone *s, const struct csv_work *t, const str *ids)
{
	for (int k = 0; k < MEASURE_KINDS; k++) {
		const struct measure *newest = NULL;
		struct plan_alert found;
		struct care_alert a;
		str id = {"", 0};
		bool any;
		for (ptrdiff_t i = 0; i < t->values.n; i++) {
			const struct measure *m = &t->values.v[i].measure;
			if ((int)m->kind != k || !ids[i].n || (newest && m->at_ms < newest->at_ms)) continue;
			newest = m, id = ids[i];
		}
		if (!newest) continue;
		struct point p = {newest->at_ms, {newest->value[0], newest->value[1]}, newest->context, id};
		if (!care_judge(z, c, s, &t->care, (enum measure_kind)k, &p, &found, &any)) return false;
		if (any && !(care_alert_of(z, c, s, &found, &a) && care_alert(z, c, s, &a))) return false;
	}
	return true;
}

static void write_rows(struct jw *w, const char *key, const struct csv_refuseds *rows)
{
	jw_array(w, key);
	for (ptrdiff_t i = 0; i < rows->n && i < LISTED_MAX; i++) {
		jw_object(w, NULL);
		jw_i64(w, "line", rows->v[i].line);
		jw_str(w, "why_zh", rows->v[i].why[0]);
		jw_str(w, "why_en", rows->v[i].why[1]);
		jw_end_object(w);
	}
	jw_end_array(w);
}

static bool keep_rows(struct zhuyi *z, struct call *c, const struct someone *s, const struct csv_work *t, str *ids, int64_t *kept_n, int64_t *same)
{
	struct map there = {0};
	if (!known(z, c, s, t, &there)) return false;
	for (ptrdiff_t i = 0; i < t->values.n; i++) {
		const struct measure *m = &t->values.v[i].measure;
		str key = key_of(c, m->kind, m->at_ms, m->value);
		struct kept kept;
		if (map_get(&there, key) >= 0) {
			++*same;
			continue;
		}
		map_set(&there, key, 1, &c->arena);
		if (!resource_put(z, c, s, &kept, S("Observation"), (str){"", 0}, measure_observation(m, s->person, S("csv"), &c->arena), 0))
			return false;
		ids[i] = kept.id;
		++*kept_n;
	}
	return true;
}

static bool csv_write(struct zhuyi *z, struct call *c)
{
	struct csv_work *t = c->work;
	struct someone s;
	struct jw w = {&c->reply, false};
	int64_t kept = 0, same = 0;
	if (!record_may_keep(z, c) || !person_again(z, c, &s)) return false;
	str *ids = ARENA_NEW(&c->arena, str, t->values.n + 1);
	bool ok = keep_rows(z, c, &s, t, ids, &kept, &same) && judge_newest(z, c, &s, t, ids) && resource_leaf(z, c, &s);
	people_forget(&s);
	if (!ok) return false;
	jw_object(&w, NULL);
	jw_i64(&w, "kept", kept);
	jw_i64(&w, "same", same);
	jw_i64(&w, "refused_n", t->refused.n);
	write_rows(&w, "refused", &t->refused);
	jw_i64(&w, "questioned_n", t->questioned.n);
	write_rows(&w, "questioned", &t->questioned);
	jw_end_object(&w);
	return true;
}

bool verb_measures_csv(struct zhuyi *z, struct call *c)
{
	struct csv_work *t = ARENA_NEW(&c->arena, struct csv_work, 1);
	struct csv_values read;
	struct someone s;
	str name;
	jv csv = json_get(c->body, "csv");
	if (!call_writable(z, c) || !field_line(c, c->body, "kind", FIELD_LINE, &name) || !record_may_keep(z, c)) return false;
	enum measure_kind only = measure_kind_by_name(name);
	if (name.n && only == MEASURE_KINDS) return care_refuse(c, RC_INPUT, "没有这种测量", "\"kind\" is not known");
	if (!json_is_string(csv)) return care_refuse(c, RC_INPUT, "没有收到表格", "\"csv\" is missing");
	if (!csv_read(&read, &t->refused, json_text(csv), only, c->say, &c->rq.fail, &c->arena) || !person_open(z, c, &s)) return false;
	bool ok = care_open(z, c, &s, &t->care, (str){"", 0});
	people_forget(&s);
	if (!ok) return false;
	judge_rows(z, c, t, &read, json_flag(c->body, "confirm"));
	c->work = t;
	c->write = csv_write;
	return true;
}
