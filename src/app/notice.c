/* notice.c - what a person is told by the program, and what a reminder says when it is due. */
#include "app/reminder_int.h"

#include <stdio.h>

/* ---- ids ---- */

static void fill_from(void *ctx, void *out, ptrdiff_t n)
{
	memcpy(out, ctx, (size_t)(n < VAULT_MARK ? n : VAULT_MARK));
}

/* A ULID whose second half is a keyed hash of person and seed: the same thing at the same time has the same id, and the id tells nothing. */
static void make_id(char id[27], struct zhuyi *z, struct call *c, const struct someone *s, const struct notice_text *n)
{
	unsigned char mark[VAULT_MARK];
	struct sb text = sb_new(&c->arena, 96);
	if (!n->seed.n) {
		ulid_make(id, n->at_ms, c->rq.rng);
		return;
	}
	sb_add(&text, s->person);
	sb_byte(&text, '\n');
	sb_add(&text, n->seed);
	vault_mark(mark, z->vault, S("notice"), s->org, sb_str(&text));
	ulid_make(id, n->at_ms, (struct rng){fill_from, mark});
}

static str body_of(struct call *c, const struct notice_text *n)
{
	struct sb text = sb_new(&c->arena, 512);
	struct jw w = {&text, false};
	jw_object(&w, NULL);
	jw_str(&w, "title_zh", n->title[0]);
	if (n->title[1].n) jw_str(&w, "title_en", n->title[1]);
	if (n->text[0].n) jw_str(&w, "text_zh", n->text[0]);
	if (n->text[1].n) jw_str(&w, "text_en", n->text[1]);
	if (n->tier) jw_str(&w, "tier", str_from(n->tier));
	if (n->about.n) jw_raw(&w, "about", n->about);
	jw_end_object(&w);
	return sb_str(&text);
}

bool notice_put(struct zhuyi *z, struct call *c, const struct someone *s, const struct notice_text *n)
{
	char *id = ARENA_NEW(&c->arena, char, 27);
	bool fresh;
	make_id(id, z, c, s, n);
	struct notice_row row = {
		.org = s->org, .person = s->person, .id = str_from(id), .kind = str_from(n->kind), .at_ms = n->at_ms, .state = S("new")};
	row.sealed_body = people_seal(s, "notice.sealed_body", (str){"", 0}, row.id, body_of(c, n), c->rq.rng, &c->arena);
	return store_notice_put(z->store, &row, &fresh, &c->rq.fail);
}

/* ---- read again ---- */

/* The object as it was written: the last member of what body_of wrote. Within a text its quotes would have a backslash before them. */
static str kept_about(str text)
{
	str mark = S(",\"about\":");
	ptrdiff_t at = str_find(text, mark);
	return at < 0 ? (str){"", 0} : str_slice(text, at + mark.n, text.n - 1);
}

bool notice_open(const struct someone *s, const struct notice_row *row, enum language lang, struct notice_words *t, struct arena *a,
		 struct fail *fail)
{
	str text;
	jv v;
	if (!people_unseal(s, &text, "notice.sealed_body", (str){"", 0}, row->id, row->sealed_body, a, fail) || !json_parse(&v, text, 8, fail))
		return false;
	bool en = lang == LANG_EN;
	str title_en = json_str(v, "title_en"), text_en = json_str(v, "text_en");
	t->title = str_copy(a, en && title_en.n ? title_en : json_str(v, "title_zh"));
	t->text = str_copy(a, en && text_en.n ? text_en : json_str(v, "text_zh"));
	t->tier = str_copy(a, json_str(v, "tier"));
	t->about = kept_about(text);
	json_free(v);
	return true;
}

str notice_damaged(enum language lang)
{
	return lang == LANG_EN ? S("This notice is damaged and cannot be read") : S("这条通知已损坏，读不出来");
}

/* ---- of a reminder ---- */

struct words {
	const char *kind, *zh, *en;
};

static const struct words kinds[] = {
	{"drug", "到用药时间了。", "It is time for your medicine."},
	{"measure", "到测量时间了。", "It is time to measure."},
	{"visit", "有就诊安排。", "You have a visit planned."},
	{"vaccine", "有接种安排。", "You have a vaccination planned."},
};

/* source: EMA, QRD product information template, version 10.21 (2021), package leaflet, section 3, on a forgotten dose; the wording there was not looked
 * up again */
static const struct words double_dose = {"drug", "如果错过了，不要因此一次用两次的量；拿不准就问药师或医生。",
					 "If you missed it, do not take a double dose to make up; when unsure ask a pharmacist or doctor."};

static void add(struct sb text[2], const char *zh, const char *en)
{
	if (text[0].n) sb_byte(&text[1], ' ');
	sb_add(&text[0], str_from(zh));
	sb_add(&text[1], str_from(en));
}

static void clock_there(char out[6], int64_t ms, int zone_min)
{
	char iso[25];
	clock_iso8601(iso, ms + zone_min * INT64_C(60000));
	memcpy(out, iso + 11, 5);
	out[5] = 0;
}

static void say_late(struct sb text[2], const struct reminder *r, int64_t due_ms, int64_t missed)
{
	char at[6], zh[160], en[160];
	clock_there(at, due_ms, r->schedule.zone_min);
	snprintf(zh, sizeof zh, "这条提醒晚到了，本应在 %s 发出。", at);
	snprintf(en, sizeof en, "This reminder is late; it was due at %s.", at);
	add(text, zh, en);
	if (missed) {
		snprintf(zh, sizeof zh, "之前还有 %lld 次没有提醒到。", (long long)missed);
		snprintf(en, sizeof en, "%lld before it did not come.", (long long)missed);
		add(text, zh, en);
	}
	if (str_eq(r->kind, str_from(double_dose.kind))) add(text, double_dose.zh, double_dose.en);
}

static str about_of(struct call *c, const struct reminder *r, int64_t due_ms, bool late, int64_t missed)
{
	struct sb text = sb_new(&c->arena, 256);
	struct jw w = {&text, false};
	jw_object(&w, NULL);
	jw_str(&w, "reminder", r->id);
	jw_str(&w, "kind", r->kind);
	jw_i64(&w, "due_ms", due_ms);
	if (late) jw_bool(&w, "late", true);
	if (missed) jw_i64(&w, "missed", missed);
	if (r->about.n) jw_raw(&w, "of", r->about);
	jw_end_object(&w);
	return sb_str(&text);
}

bool notice_of_reminder(struct zhuyi *z, struct call *c, const struct someone *s, const struct reminder *r, int64_t due_ms, int64_t now_ms,
			int64_t missed)
{
	bool late = now_ms - due_ms > REMINDER_LATE_MS;
	struct sb text[2] = {sb_new(&c->arena, 256), sb_new(&c->arena, 256)};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(r->kind, str_from(kinds[i].kind))) add(text, kinds[i].zh, kinds[i].en);
	if (late || missed) say_late(text, r, due_ms, missed);
	struct notice_text n = {.kind = "reminder",
				.seed = r->id,
				.at_ms = due_ms,
				.title = {r->title, r->title_en},
				.text = {sb_str(&text[0]), sb_str(&text[1])},
				.about = about_of(c, r, due_ms, late, missed)};
	return notice_put(z, c, s, &n);
}

/* ---- answered by what was done ---- */

static bool asks_for(const struct notice_words *t, str measure)
{
	struct fail none = {0};
	jv about;
	if (!t->about.n || !json_parse(&about, t->about, 8, &none)) return false;
	bool yes = str_eq(json_str(json_get(about, "of"), "measure"), measure);
	json_free(about);
	return yes;
}

bool notice_measured(struct zhuyi *z, struct call *c, const struct someone *s, str measure, int64_t at_ms)
{
	enum { BEFORE_MS = 6 * 3600 * 1000, AHEAD_MS = 60 * 1000, LOOKED_AT = 50 };
	struct notice_rows rows;
	if (!store_notices_of(z->store, &rows, s->org, s->person, at_ms - BEFORE_MS, at_ms + AHEAD_MS, LOOKED_AT, &c->arena, &c->rq.fail))
		return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct notice_row *r = &rows.v[i];
		struct notice_words t;
		struct fail none = {0};
		bool waits = str_eq(r->kind, S("reminder")) && (str_eq(r->state, S("new")) || str_eq(r->state, S("seen")));
		if (!waits || !notice_open(s, r, LANG_ZH, &t, &c->arena, &none) || !asks_for(&t, measure)) continue;
		if (!store_notice_answer(z->store, s->org, s->person, r->id, S("done"), call_now(c), &c->rq.fail)) return false;
	}
	return true;
}
