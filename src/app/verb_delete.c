/* verb_delete.c - the wish to be deleted: everything goes at once, or what a duty keeps is closed until that ends. */
#include "app/person.h"

struct delete_work {
	struct deletion_decision is;
	bool own;
};

static void reply(struct call *c, const struct deletion_decision *d)
{
	struct jw w = {&c->reply, false};
	str zh, en;
	deletion_words(d->why, &zh, &en);
	jw_object(&w, NULL);
	jw_str(&w, "state", deletion_name(d->what));
	jw_i64(&w, "until_ms", d->until_ms);
	jw_str(&w, "why", str_from(d->why));
	jw_str(&w, "why_zh", zh);
	jw_str(&w, "why_en", en);
	jw_end_object(&w);
}

static bool refused(struct call *c, const struct deletion_decision *d)
{
	str zh, en;
	deletion_words(d->why, &zh, &en);
	c->say[0] = zh.p, c->say[1] = en.p; /* constants, terminated */
	return fail_set(&c->rq.fail, RC_CONFLICT, "delete", "refused: %s", d->why);
}

/* Decided here and not before: meanwhile a doctor may have signed, or a hold been set. */
static bool delete_write(struct zhuyi *z, struct call *c)
{
	struct delete_work *w = c->work;
	struct person_row row;
	struct fail none = {0};
	if (!call_session_stands(z, c)) return false;
	if (!store_person_get(z->store, &row, c->house->org, c->target, &c->arena, &none)) {
		if (none.rc != RC_MISSING || !w->own) return c->rq.fail = none, false;
		reply(c, &w->is); /* a visitor of whom nothing was kept so far */
		return store_session_drop_of(z->store, c->house->org, c->target, NULL, &c->rq.fail);
	}
	if (!str_eq(row.state, S("active"))) return fail_set(&c->rq.fail, RC_MISSING, "delete", "there is nothing here");
	if (!erase_decide(z, c, c->target, &w->is)) return false;
	if (w->is.what == DELETION_REFUSED) return refused(c, &w->is);
	bool done = w->is.what == DELETION_DONE;
	if (!(done ? erase_person(z, c, &row) : erase_block(z, c, &row, w->is.until_ms ? w->is.until_ms : call_now(c)))) return false;
	reply(c, &w->is);
	return true;
}

static void delete_after(struct zhuyi *z, struct call *c)
{
	struct delete_work *w = c->work;
	(void)z;
	if (w->own) memcpy(c->new_session, "-", 2); /* the session is gone */
}

bool verb_delete(struct zhuyi *z, struct call *c)
{
	struct delete_work *w = ARENA_NEW(&c->arena, struct delete_work, 1);
	if (!call_writable(z, c)) return false;
	if (!str_eq(json_str(c->body, "confirm"), S("delete"))) return fail_set(&c->rq.fail, RC_INPUT, "delete", "\"confirm\" is not \"delete\"");
	w->own = c->relation == RELATION_SELF;
	w->is = (struct deletion_decision){.what = DELETION_DONE, .why = ""};
	c->work = w;
	c->write = delete_write;
	c->after = delete_after;
	return true;
}
