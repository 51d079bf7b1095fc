/* care_alert.c - what a rule says reaches the person at once, and the doctors when it is urgent. */
#include "app/care.h"
#include "app/reminder_int.h"

#include <stdio.h>

/* What shows over days (a mean, a count) and is not urgent is said once a week, not with each reading: own rule, since an average moves slowly and who hears the
 * same twice a day stops listening. */
#define PATTERN_QUIET_MS (6 * INT64_C(86400000))

static const char column[] = "alert.sealed_body";
enum { ALERTS_LOOKED_AT = 100, LINES_MAX = 50 };

/* ---- what is sealed ---- */

void care_alert_words_write(struct jw *w, const struct alert_words *t)
{
	jw_object(w, NULL);
	jw_str(w, "title_zh", t->title[0]);
	jw_str(w, "title_en", t->title[1]);
	jw_str(w, "text_zh", t->text[0]);
	jw_str(w, "text_en", t->text[1]);
	jw_str(w, "source", t->source);
	jw_str(w, "note", t->note);
	jw_str(w, "by", t->by);
	jw_raw(w, "lines", t->lines); /* the last: read back as it was written */
	jw_end_object(w);
}

static str sealed(struct call *c, const struct someone *s, str id, const struct alert_words *t, str *plain)
{
	struct sb text = sb_new(&c->arena, 1024);
	struct jw w = {&text, false};
	care_alert_words_write(&w, t);
	if (plain) *plain = sb_str(&text);
	return people_seal(s, column, (str){"", 0}, id, sb_str(&text), c->rq.rng, &c->arena);
}

bool care_alert_read(const struct someone *s, const struct alert_row *row, struct alert_words *out, struct arena *a, struct fail *fail)
{
	str text, mark = S(",\"lines\":");
	jv v;
	if (!people_unseal(s, &text, column, (str){"", 0}, row->id, row->sealed_body, a, fail) || !json_parse(&v, text, 8, fail)) return false;
	out->title[0] = str_copy(a, json_str(v, "title_zh")), out->title[1] = str_copy(a, json_str(v, "title_en"));
	out->text[0] = str_copy(a, json_str(v, "text_zh")), out->text[1] = str_copy(a, json_str(v, "text_en"));
	out->source = str_copy(a, json_str(v, "source"));
	out->note = str_copy(a, json_str(v, "note"));
	out->by = str_copy(a, json_str(v, "by"));
	json_free(v);
	ptrdiff_t at = str_find(text, mark);
	out->lines = at < 0 ? S("[]") : str_slice(text, at + mark.n, text.n - 1);
	return true;
}

/* ---- opening ---- */

static str line_of(struct call *c, const struct care_alert *a, int64_t at_ms)
{
	struct sb out = sb_new(&c->arena, 256);
	struct jw w = {&out, false};
	jw_object(&w, NULL);
	jw_i64(&w, "at_ms", at_ms);
	jw_raw(&w, "evidence", a->evidence.n ? a->evidence : S("[]"));
	jw_end_object(&w);
	return sb_str(&out);
}

static str one_more(struct call *c, str lines, str line)
{
	struct sb out = sb_new(&c->arena, lines.n + line.n + 4);
	bool none = lines.n <= 2;
	sb_add(&out, none ? S("[") : str_slice(lines, 0, lines.n - 1));
	if (!none) sb_byte(&out, ',');
	sb_add(&out, line);
	sb_byte(&out, ']');
	return sb_str(&out);
}

static int lines_in(str lines)
{
	int n = 0;
	for (ptrdiff_t at; (at = str_find(lines, S("\"at_ms\":"))) >= 0; n++) lines = str_slice(lines, at + 8, lines.n);
	return n;
}

static bool leaf_of(struct zhuyi *z, struct call *c, const struct someone *s, str kind, str id, str body)
{
	struct sb text = sb_new(&c->arena, body.n + 64);
	struct jw w = {&text, false};
	jw_object(&w, NULL);
	jw_str(&w, "id", id);
	jw_raw(&w, "alert", body);
	jw_end_object(&w);
	return person_leaf(z, c, s, kind, sb_str(&text));
}

static bool open_new(struct zhuyi *z, struct call *c, const struct someone *s, const struct care_alert *a, int64_t at_ms)
{
	char *id = ARENA_NEW(&c->arena, char, 27);
	str plain;
	bool same = !a->doctor[0].n;
	struct alert_words t = {.title = {a->title[0], a->title[1]},
				.text = {same ? a->text[0] : a->doctor[0], same ? a->text[1] : a->doctor[1]},
				.source = a->source,
				.lines = one_more(c, (str){"", 0}, line_of(c, a, at_ms))};
	ulid_make(id, call_now(c), c->rq.rng);
	struct alert_row row = {.org = s->org,
				.id = str_from(id),
				.person = s->person,
				.rule = a->rule,
				.tier = a->tier,
				.state = S("open"),
				.created_ms = call_now(c)};
	row.sealed_body = sealed(c, s, row.id, &t, &plain);
	return store_alert_put(z->store, &row, &c->rq.fail) && leaf_of(z, c, s, S("alert.opened"), row.id, plain);
}

static bool add_line(struct zhuyi *z, struct call *c, const struct someone *s, struct alert_row *row, const struct care_alert *a, int64_t at_ms)
{
	struct alert_words t = {0};
	str plain;
	if (!care_alert_read(s, row, &t, &c->arena, &c->rq.fail)) return false;
	if (lines_in(t.lines) >= LINES_MAX) return true;
	t.lines = one_more(c, t.lines, line_of(c, a, at_ms));
	if (a->tier > (enum tier)row->tier) row->tier = a->tier;
	row->sealed_body = sealed(c, s, row->id, &t, &plain);
	return store_alert_change(z->store, row, &c->rq.fail) && leaf_of(z, c, s, S("alert.more"), row->id, plain);
}

bool care_alert_opens(const struct care_alert *a)
{
	return a->to_doctor && (a->tier >= TIER_URGENT || a->whatever);
}

static bool for_doctors(struct zhuyi *z, struct call *c, const struct someone *s, const struct care_alert *a, int64_t at_ms)
{
	struct alert_rows rows;
	if (!store_alerts_of(z->store, &rows, s->org, s->person, ALERTS_LOOKED_AT, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		if (!str_eq(rows.v[i].rule, a->rule)) continue;
		if (a->silent_ms && rows.v[i].created_ms > a->silent_ms) return true;
		if (str_eq(rows.v[i].state, S("open"))) return add_line(z, c, s, &rows.v[i], a, at_ms);
	}
	return open_new(z, c, s, a, at_ms);
}

/* Whether the person heard of this rule lately. One that cannot be read was not heard. */
static bool heard(struct zhuyi *z, struct call *c, const struct someone *s, const struct care_alert *a, int64_t at_ms, bool *lately)
{
	struct notice_rows rows;
	*lately = false;
	if (!a->quiet_ms) return true;
	if (!store_notices_of(z->store, &rows, s->org, s->person, at_ms - a->quiet_ms, at_ms + 1, NOTICES_PAGE, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n && !*lately; i++) {
		struct notice_words t;
		struct fail none = {0};
		jv about;
		if (!str_eq(rows.v[i].kind, S("alert")) || !notice_open(s, &rows.v[i], LANG_ZH, &t, &c->arena, &none) ||
		    !json_parse(&about, t.about, 8, &none))
			continue;
		*lately = str_eq(json_str(about, "rule"), a->rule);
		json_free(about);
	}
	return true;
}

bool care_alert(struct zhuyi *z, struct call *c, const struct someone *s, const struct care_alert *a)
{
	int64_t at_ms = a->at_ms ? a->at_ms : call_now(c);
	bool lately;
	if (!heard(z, c, s, a, at_ms, &lately)) return false;
	if (lately) return true;
	struct sb about = sb_new(&c->arena, 256);
	struct jw w = {&about, false};
	jw_object(&w, NULL);
	jw_str(&w, "rule", a->rule);
	jw_str(&w, "source", a->source);
	jw_bool(&w, "doctor", care_alert_opens(a));
	jw_raw(&w, "evidence", a->evidence.n ? a->evidence : S("[]"));
	jw_end_object(&w);
	struct notice_text n = {.kind = "alert",
				.seed = a->rule,
				.at_ms = at_ms,
				.title = {a->title[0], a->title[1]},
				.text = {a->text[0], a->text[1]},
				.tier = str_c(&c->arena, tier_name(a->tier)),
				.about = sb_str(&about)};
	return notice_put(z, c, s, &n) && (!care_alert_opens(a) || for_doctors(z, c, s, a, at_ms));
}

/* ---- of a rule ---- */

static str evidence_of(struct call *c, const struct plan_alert *alert)
{
	struct sb out = sb_new(&c->arena, 256);
	struct jw w = {&out, false};
	jw_array(&w, NULL);
	for (int i = 0; i < alert->evidence_count; i++) {
		if (!alert->evidence[i].n) continue;
		jw_object(&w, NULL);
		jw_str(&w, "type", S("Observation"));
		jw_str(&w, "id", alert->evidence[i]);
		jw_end_object(&w);
	}
	jw_end_array(&w);
	return sb_str(&out);
}

bool care_alert_of(struct zhuyi *z, struct call *c, const struct someone *s, const struct plan_alert *alert, struct care_alert *out)
{
	(void)s;
	const struct plan_row *row = alert->row, *self = plan_itself(alert->plan);
	const struct measure_form *f = measure_form(row->measure);
	struct sb rule = sb_new(&c->arena, 64);
	sb_fmt(&rule, STR_FMT "/" STR_FMT, STR_ARG(alert->plan->id), STR_ARG(row->id));
	*out = (struct care_alert){.rule = sb_str(&rule),
				   .tier = row->tier,
				   .to_doctor = row->to_doctor,
				   .whatever = row->type == TYPE_NO_READING, /* the person is told that a doctor sees it */
				   .quiet_ms = row->tier < TIER_URGENT && row->type != TYPE_LAST ? PATTERN_QUIET_MS : 0,
				   .text = {row->text[0], row->text[1]},
				   .doctor = {row->doctor[0], row->doctor[1]},
				   .source = pack_source_titles(z->pack, row->source, &c->arena),
				   .evidence = evidence_of(c, alert)};
	for (int lang = 0; lang < 2; lang++) {
		struct sb title = sb_new(&c->arena, 64);
		sb_add(&title, str_from(f->say[lang]));
		if (self) sb_fmt(&title, lang ? " (" STR_FMT ")" : "（" STR_FMT "）", STR_ARG(self->say[lang]));
		out->title[lang] = sb_str(&title);
	}
	return true;
}

bool care_alert_waits(struct zhuyi *z, struct call *c, str person, bool *waits)
{
	struct alert_rows rows;
	*waits = false;
	if (!store_alerts_of(z->store, &rows, c->house->org, person, ALERTS_LOOKED_AT, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) *waits |= str_eq(rows.v[i].state, S("open"));
	return true;
}
