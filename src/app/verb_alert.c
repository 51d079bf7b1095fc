/* verb_alert.c - what asks for a doctor's attention, most urgent first, and closing it with a word to the person. */
#include "app/care.h"
#include "app/field.h"
#include "app/own.h"

#include "base/log.h"

enum { LISTED = 100, LOOKED_AT = 2000 };

/* ---- the list ---- */

static void write_alert(struct call *c, struct jw *w, const struct alert_row *row, const struct alert_words *t, str name)
{
	enum language lang = call_lang(c);
	jw_object(w, NULL);
	jw_str(w, "id", row->id);
	jw_str(w, "person", row->person);
	jw_str(w, "name", name);
	jw_str(w, "tier", tier_name((enum tier)row->tier));
	jw_i64(w, "created_ms", row->created_ms);
	jw_i64(w, "waiting_s", call_now(c) > row->created_ms ? (call_now(c) - row->created_ms) / 1000 : 0);
	jw_str(w, "title", t->title[lang]);
	jw_str(w, "text", t->text[lang]);
	jw_str(w, "rule", row->rule);
	jw_str(w, "source", t->source);
	jw_raw(w, "lines", t->lines);
	jw_end_object(w);
}

/* Only of whom the doctor treats: who took the consent back, or is the doctor's own family, is not in it. One that is damaged does not hide the others. */
static bool list_item(struct zhuyi *z, struct call *c, struct jw *w, const struct alert_row *row, int *shown)
{
	struct someone s;
	struct alert_words t = {0};
	struct fail none = {0};
	enum relation relation;
	if (!call_relation(z, c, row->person, NULL, &relation)) return false;
	if (relation != RELATION_TREATING) return true;
	if (people_open(&z->people, &s, c->house->org, row->person, false, &c->arena, &none)) {
		if (!care_alert_read(&s, row, &t, &c->arena, &none)) {
			log_event(LOG_ERROR, "alert", "damaged", "%s", none.what);
			t = (struct alert_words){.title = {S("这一条读不出来了，请告诉管理员"), S("This one is damaged; tell the administrator")},
						 .lines = S("[]")};
			none = (struct fail){0};
		}
		write_alert(c, w, row, &t, people_name(&z->people, &s, (int)call_lang(c), &c->arena));
		++*shown;
	}
	people_forget(&s);
	return none.rc == RC_OK || none.rc == RC_MISSING || (c->rq.fail = none, false);
}

bool verb_alerts(struct zhuyi *z, struct call *c)
{
	struct alert_rows rows;
	int shown = 0;
	struct jw w = {&c->reply, false};
	if (!store_alerts_open(z->store, &rows, c->house->org, LOOKED_AT, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_array(&w, "alerts");
	for (ptrdiff_t i = 0; i < rows.n && shown < LISTED; i++)
		if (!list_item(z, c, &w, &rows.v[i], &shown)) return false;
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

/* ---- closing ---- */

struct closing {
	struct alert_row row;
	str note, message;
};

static bool tell(struct zhuyi *z, struct call *c, const struct someone *s, const struct closing *w)
{
	struct sb about = sb_new(&c->arena, 64), by[2];
	static const char *const lead[2] = {"医生的话", "From your doctor"};
	sb_fmt(&about, "{\"alert\":\"" STR_FMT "\"}", STR_ARG(w->row.id));
	str name = person_called(z, c, c->session.person);
	for (int lang = 0; lang < 2; lang++) {
		by[lang] = sb_new(&c->arena, 96);
		sb_add(&by[lang], str_from(lead[lang]));
		if (name.n) sb_add(&by[lang], lang ? S(": ") : S("："));
		sb_add(&by[lang], name);
	}
	struct notice_text n = {.kind = "doctor",
				.seed = w->row.id,
				.at_ms = call_now(c),
				.title = {sb_str(&by[0]), sb_str(&by[1])},
				.text = {w->message, w->message},
				.about = sb_str(&about)};
	return notice_put(z, c, s, &n);
}

/* Sealed again with what was noted; the leaf binds both. */
static bool close_it(struct zhuyi *z, struct call *c, const struct someone *s, struct closing *w)
{
	struct alert_words t;
	struct sb text = sb_new(&c->arena, 1024), leaf = sb_new(&c->arena, 512);
	struct jw out = {&text, false}, j = {&leaf, false};
	if (!care_alert_read(s, &w->row, &t, &c->arena, &c->rq.fail)) return false;
	t.note = w->note, t.by = c->session.person;
	care_alert_words_write(&out, &t);
	w->row.doctor = c->session.person;
	w->row.closed_ms = call_now(c);
	w->row.sealed_body = people_seal(s, "alert.sealed_body", (str){"", 0}, w->row.id, sb_str(&text), c->rq.rng, &c->arena);
	jw_object(&j, NULL);
	jw_str(&j, "id", w->row.id);
	jw_str(&j, "note", w->note);
	jw_str(&j, "message", w->message);
	jw_end_object(&j);
	return store_alert_close(z->store, &w->row, &c->rq.fail) && person_leaf(z, c, s, S("alert.closed"), sb_str(&leaf)) &&
	       (!w->message.n || tell(z, c, s, w));
}

static bool close_write(struct zhuyi *z, struct call *c)
{
	struct closing *w = c->work;
	struct someone s;
	if (!call_session_stands(z, c) || !store_alert_get(z->store, &w->row, c->house->org, w->row.id, &c->arena, &c->rq.fail)) return false;
	if (!people_open(&z->people, &s, c->house->org, w->row.person, false, &c->arena, &c->rq.fail)) return false;
	bool ok = close_it(z, c, &s, w);
	people_forget(&s);
	if (ok) sb_add(&c->reply, S("{}"));
	return ok;
}

/* The path names the alert, not the person: an alert of somebody whom the doctor does not treat is not there. */
bool verb_alert_close(struct zhuyi *z, struct call *c)
{
	struct closing *w = ARENA_NEW(&c->arena, struct closing, 1);
	struct fail none = {0};
	str id = call_id(c);
	if (!call_writable(z, c)) return false;
	if (!access_ever(z->access, access_action(z->access, S("alert.close")), c->role)) return call_rule(z, c, "alert.close", RELATION_NONE);
	if (!ulid_valid(id) || !store_alert_get(z->store, &w->row, c->house->org, id, &c->arena, &none))
		return none.rc != RC_OK && none.rc != RC_MISSING ? (c->rq.fail = none, false)
								 : fail_set(&c->rq.fail, RC_MISSING, "alert", "there is nothing here");
	if (!call_relation(z, c, w->row.person, NULL, &c->relation) || !call_rule(z, c, "alert.close", c->relation)) return false;
	c->target = w->row.person;
	if (!field_text(c, c->body, "note", 1, &w->note) || !field_text(c, c->body, "message", 0, &w->message)) return false;
	if (!w->note.n) return care_refuse(c, RC_INPUT, "请写明怎样处理的", "say in \"note\" what was done");
	if (!str_eq(w->row.state, S("open"))) return care_refuse(c, RC_CONFLICT, "这一条已经处理过了", "it is closed already");
	c->work = w;
	c->write = close_write;
	return true;
}
