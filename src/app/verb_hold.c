/* verb_hold.c - legal holds: while one stands, nothing of the person is deleted. */
#include "app/field.h"
#include "app/own.h"
#include "app/person.h"

enum { HOLDS_LISTED = 500, REASON_CHARS = 4 };
static const char column[] = "hold.sealed_reason";

static bool hold_item(struct zhuyi *z, struct call *c, struct jw *w, const struct hold_row *h)
{
	struct someone whose;
	struct fail why = {0};
	str reason = {"", 0};
	bool known = people_open(&z->people, &whose, h->org, h->person, true, &c->arena, &why);
	if (!known && why.rc != RC_MISSING) return c->rq.fail = why, false;
	bool ok = !known || people_unseal(&whose, &reason, column, (str){"", 0}, h->id, h->sealed_reason, &c->arena, &c->rq.fail);
	people_forget(&whose);
	if (!ok) return false;
	jw_object(w, NULL);
	jw_str(w, "id", h->id);
	jw_str(w, "person", h->person);
	jw_i64(w, "set_ms", h->set_ms);
	jw_str(w, "set_by_name", person_called(z, c, h->set_by));
	jw_i64(w, "released_ms", h->released_ms);
	jw_str(w, "released_by_name", person_called(z, c, h->released_by));
	jw_str(w, "reason", reason);
	jw_end_object(w);
	return true;
}

bool verb_holds(struct zhuyi *z, struct call *c)
{
	struct hold_rows rows;
	struct jw w = {&c->reply, false};
	if (!store_holds_all(z->store, &rows, c->house->org, HOLDS_LISTED, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_array(&w, "holds");
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (!hold_item(z, c, &w, &rows.v[i])) return false;
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

/* ---- setting ---- */

struct hold_work {
	struct someone whose;
	struct hold_row row;
	str reason;
	char id[27];
};

/* A person whose deletion waits can be held; who was deleted meanwhile cannot: the key is opened inside the transaction. */
static bool set_write(struct zhuyi *z, struct call *c)
{
	struct hold_work *w = c->work;
	struct trail_leaf leaf;
	struct sb body = sb_new(&c->arena, w->reason.n + 64);
	struct jw j = {&body, false};
	if (!call_session_stands(z, c) || !people_open(&z->people, &w->whose, c->house->org, c->target, true, &c->arena, &c->rq.fail)) return false;
	w->row.sealed_reason = people_seal(&w->whose, column, (str){"", 0}, w->row.id, w->reason, c->rq.rng, &c->arena);
	jw_object(&j, NULL);
	jw_str(&j, "id", w->row.id);
	jw_str(&j, "reason", w->reason);
	jw_end_object(&j);
	bool ok = store_hold_put(z->store, &w->row, &c->rq.fail) && call_leaf(z, c, S("hold.set"), &w->whose, S(""), sb_str(&body), &leaf);
	people_forget(&w->whose);
	return ok;
}

bool verb_hold_set(struct zhuyi *z, struct call *c)
{
	struct hold_work *w = ARENA_NEW(&c->arena, struct hold_work, 1);
	struct jw out = {&c->reply, false};
	if (!call_writable(z, c) || !field_text(c, c->body, "reason", REASON_CHARS, &w->reason)) return false;
	if (!people_open(&z->people, &w->whose, c->house->org, c->target, true, &c->arena, &c->rq.fail)) return false;
	people_forget(&w->whose);
	ulid_make(w->id, call_now(c), c->rq.rng);
	w->row = (struct hold_row){
		.org = c->house->org, .person = c->target, .id = str_from(w->id), .set_by = c->session.person, .set_ms = call_now(c)};
	jw_object(&out, NULL);
	jw_str(&out, "id", w->row.id);
	jw_end_object(&out);
	c->work = w;
	c->write = set_write;
	return true;
}

/* ---- releasing ---- */

static bool release_write(struct zhuyi *z, struct call *c)
{
	struct someone whose;
	struct trail_leaf leaf;
	str id = json_str(c->body, "hold");
	if (!call_session_stands(z, c) || !people_open(&z->people, &whose, c->house->org, c->target, true, &c->arena, &c->rq.fail)) return false;
	bool ok = store_hold_release(z->store, c->house->org, c->target, id, c->session.person, call_now(c), &c->rq.fail) &&
		  call_leaf(z, c, S("hold.release"), &whose, S(""), id, &leaf);
	people_forget(&whose);
	return ok;
}

bool verb_hold_release(struct zhuyi *z, struct call *c)
{
	struct hold_rows rows;
	str id = json_str(c->body, "hold");
	bool any = false;
	if (!id.n) return fail_set(&c->rq.fail, RC_INPUT, "hold_release", "\"hold\" is missing");
	if (!call_writable(z, c) || !store_holds_of(z->store, &rows, c->house->org, c->target, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) any |= str_eq(rows.v[i].id, id);
	if (!any) return fail_set(&c->rq.fail, RC_MISSING, "hold_release", "no such hold");
	sb_add(&c->reply, S("{}"));
	c->write = release_write;
	return true;
}
