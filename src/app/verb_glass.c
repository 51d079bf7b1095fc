/* verb_glass.c - opening a record in an emergency without the usual right: with a reason, for a while, and judged afterwards by somebody else. */
#include "app/field.h"
#include "app/own.h"
#include "app/person.h"

enum { GLASS_MS = 4 * 3600 * 1000, REASON_CHARS = 10, GLASS_LISTED = 500 };
static const char column[] = "break_glass.sealed_reason";

/* ---- what is sealed: the reason, later the reviewer's note ---- */

struct glass_words {
	str reason, note;
};

static str words_seal(struct call *c, const struct someone *whose, str id, const struct glass_words *t)
{
	struct sb text = sb_new(&c->arena, 512);
	struct jw w = {&text, false};
	jw_object(&w, NULL);
	jw_str(&w, "reason", t->reason);
	jw_str(&w, "note", t->note);
	jw_end_object(&w);
	return people_seal(whose, column, (str){"", 0}, id, sb_str(&text), c->rq.rng, &c->arena);
}

/* Of somebody who was deleted nothing can be read: both are empty, and that is no failure. */
static bool words_open(struct zhuyi *z, struct call *c, const struct glass_row *g, struct someone *whose, struct glass_words *t)
{
	struct fail why = {0};
	str text;
	jv v;
	*t = (struct glass_words){{"", 0}, {"", 0}};
	if (!people_open(&z->people, whose, g->org, g->person, true, &c->arena, &why) || !g->sealed_reason.n)
		return why.rc == RC_OK || why.rc == RC_MISSING || (c->rq.fail = why, false);
	if (!people_unseal(whose, &text, column, (str){"", 0}, g->id, g->sealed_reason, &c->arena, &c->rq.fail) ||
	    !json_parse(&v, text, 4, &c->rq.fail))
		return false;
	t->reason = str_copy(&c->arena, json_str(v, "reason"));
	t->note = str_copy(&c->arena, json_str(v, "note"));
	json_free(v);
	return true;
}

/* ---- opening ---- */

struct open_work {
	struct someone whose;
	struct glass_row row;
	struct glass_words words;
	char id[27];
};

/* That it was opened goes into the person's access log and, as glass.open, into the ledger by itself; this leaf binds the reason and the end. */
static bool open_write(struct zhuyi *z, struct call *c)
{
	struct open_work *w = c->work;
	struct trail_leaf leaf;
	struct sb body = sb_new(&c->arena, w->words.reason.n + 128);
	struct jw j = {&body, false};
	jw_object(&j, NULL);
	jw_str(&j, "id", w->row.id);
	jw_str(&j, "reason", w->words.reason);
	jw_i64(&j, "until_ms", w->row.until_ms);
	jw_end_object(&j);
	w->row.sealed_reason = words_seal(c, &w->whose, w->row.id, &w->words);
	bool ok = call_session_stands(z, c) && store_glass_put(z->store, &w->row, &c->rq.fail) &&
		  call_leaf(z, c, S("glass.reason"), &w->whose, S(""), sb_str(&body), &leaf);
	people_forget(&w->whose);
	return ok;
}

bool verb_glass_open(struct zhuyi *z, struct call *c)
{
	struct open_work *w = ARENA_NEW(&c->arena, struct open_work, 1);
	int64_t now = call_now(c);
	struct jw out = {&c->reply, false};
	if (!call_writable(z, c) || !field_text(c, c->body, "reason", REASON_CHARS, &w->words.reason)) return false;
	if (!people_open(&z->people, &w->whose, c->house->org, c->target, false, &c->arena, &c->rq.fail)) return false;
	ulid_make(w->id, now, c->rq.rng);
	w->row = (struct glass_row){.org = c->house->org,
				    .id = str_from(w->id),
				    .person = c->target,
				    .actor = c->session.person,
				    .opened_ms = now,
				    .until_ms = now + GLASS_MS,
				    .state = S("open")};
	jw_object(&out, NULL);
	jw_str(&out, "id", w->row.id);
	jw_i64(&out, "until_ms", w->row.until_ms);
	jw_end_object(&out);
	c->reason = w->words.reason;
	c->work = w;
	c->write = open_write;
	return true;
}

/* ---- all of them ---- */

static bool glass_item(struct zhuyi *z, struct call *c, struct jw *w, const struct glass_row *g)
{
	struct someone whose;
	struct glass_words words;
	bool ok = words_open(z, c, g, &whose, &words);
	people_forget(&whose);
	if (!ok) return false;
	jw_object(w, NULL);
	jw_str(w, "id", g->id);
	jw_str(w, "person", g->person);
	jw_str(w, "actor_name", person_called(z, c, g->actor));
	jw_bool(w, "own", str_eq(g->actor, c->session.person));
	jw_i64(w, "opened_ms", g->opened_ms);
	jw_i64(w, "until_ms", g->until_ms);
	jw_str(w, "state", g->state);
	jw_str(w, "reason", words.reason);
	jw_str(w, "reviewer_name", person_called(z, c, g->reviewer));
	jw_i64(w, "reviewed_ms", g->reviewed_ms);
	jw_str(w, "note", words.note);
	jw_end_object(w);
	return true;
}

bool verb_glass_list(struct zhuyi *z, struct call *c)
{
	struct glass_rows rows;
	struct jw w = {&c->reply, false};
	if (!store_glass_all(z->store, &rows, c->house->org, GLASS_LISTED, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_array(&w, "items");
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (!glass_item(z, c, &w, &rows.v[i])) return false;
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

/* ---- the judgement ---- */

struct review_work {
	struct glass_row row;
	str note;
};

static bool review_leaf(struct zhuyi *z, struct call *c, const struct review_work *w, const struct someone *whose, bool known)
{
	struct trail_leaf leaf;
	struct sb body = sb_new(&c->arena, w->note.n + 128);
	struct jw j = {&body, false};
	jw_object(&j, NULL);
	jw_str(&j, "id", w->row.id);
	jw_str(&j, "verdict", w->row.state);
	jw_str(&j, "note", w->note);
	jw_end_object(&j);
	return known ? call_leaf(z, c, S("glass.review"), whose, S(""), sb_str(&body), &leaf)
		     : trail_append(&c->house->trail, z->store, &c->rq, S("glass.review"), S(""), sb_str(&body), &leaf);
}

/* The reason is read again here: it must be the one that the note is kept beside. */
static bool review_write(struct zhuyi *z, struct call *c)
{
	struct review_work *w = c->work;
	struct someone whose;
	struct glass_words words;
	if (!call_session_stands(z, c) || !words_open(z, c, &w->row, &whose, &words)) return false;
	bool known = whose.row.wrapped.n != 0;
	words.note = w->note;
	w->row.sealed_reason = known ? words_seal(c, &whose, w->row.id, &words) : S("");
	bool ok = store_glass_review(z->store, &w->row, &c->rq.fail) && review_leaf(z, c, w, &whose, known);
	people_forget(&whose);
	return ok;
}

/* Nobody judges what they did themself. A verdict against it ends what is still open at once: who.c. */
bool verb_glass_review(struct zhuyi *z, struct call *c)
{
	struct review_work *w = ARENA_NEW(&c->arena, struct review_work, 1);
	str verdict = json_str(c->body, "verdict");
	bool against = str_eq(verdict, S("not_justified"));
	if (!against && !str_eq(verdict, S("justified")))
		return fail_set(&c->rq.fail, RC_INPUT, "glass_review", "\"verdict\" is neither justified nor not_justified");
	if (!call_writable(z, c) || !field_text(c, c->body, "note", against, &w->note)) return false;
	if (!ulid_valid(call_id(c))) return fail_set(&c->rq.fail, RC_MISSING, "glass_review", "no such opening");
	if (!store_glass_get(z->store, &w->row, c->house->org, call_id(c), &c->arena, &c->rq.fail)) return false;
	if (str_eq(w->row.actor, c->session.person)) {
		c->say[0] = "自己的紧急查阅要由别人评定", c->say[1] = "somebody else judges what you opened yourself";
		return fail_set(&c->rq.fail, RC_DENIED, "glass_review", "nobody judges an opening of their own");
	}
	w->row.state = verdict;
	w->row.reviewer = c->session.person;
	w->row.reviewed_ms = call_now(c);
	sb_add(&c->reply, S("{}"));
	c->work = w;
	c->write = review_write;
	return true;
}
