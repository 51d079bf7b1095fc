/* verb_reminder.c - a person's reminders and notices: reading, making, changing, answering. */
#include "app/field.h"
#include "app/reminder_int.h"

#include "base/log.h"

bool reminder_own_or_ward(struct call *c)
{
	return c->relation == RELATION_SELF || c->relation == RELATION_WARD ||
	       fail_set(&c->rq.fail, RC_DENIED, "call", "only the person, or who acts for a child, may do that");
}

bool reminder_may_keep(struct zhuyi *z, struct call *c)
{
	bool agreed;
	if (!call_consent(z, c, c->target, &agreed)) return false;
	if (agreed) return true;
	c->need = "consent";
	return fail_set(&c->rq.fail, RC_DENIED, "reminder", "reminders are kept only with the consent to consultation");
}

/* ---- reminders ---- */

static void write_reminder(struct jw *w, const struct reminder *r, enum language lang)
{
	jw_object(w, NULL);
	jw_str(w, "id", r->id);
	jw_str(w, "kind", r->kind);
	jw_str(w, "title", lang == LANG_EN && r->title_en.n ? r->title_en : r->title);
	schedule_write(w, &r->schedule);
	jw_str(w, "state", r->state);
	if (r->next_ms) jw_i64(w, "next_ms", r->next_ms);
	else jw_null(w, "next_ms");
	if (r->about.n) jw_raw(w, "about", r->about);
	jw_end_object(w);
}

bool verb_reminders(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct reminders all;
	struct jw w = {&c->reply, false};
	bool ok = person_open(z, c, &s) && reminders_of(z, &s, &all, call_now(c), &c->arena, &c->rq.fail);
	people_forget(&s);
	if (!ok) return false;
	jw_object(&w, NULL);
	jw_array(&w, "reminders");
	for (ptrdiff_t i = 0; i < all.n; i++)
		if (reminder_is_shown(all.v[i].kind)) write_reminder(&w, &all.v[i], call_lang(c));
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

static bool put_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct reminder r;
	struct jw w = {&c->reply, false};
	bool ends = str_eq(json_str(c->body, "state"), S("ended"));
	bool ok = (ends || reminder_may_keep(z, c)) && person_again(z, c, &s);
	if (!ok) return false;
	ok = reminder_put(z, c, &s, c->body, &r);
	people_forget(&s);
	/* One of the program's own is nobody's to make or to change; what was written is undone with the call. */
	if (ok && r.kind.n && !reminder_is_shown(r.kind)) return fail_set(&c->rq.fail, RC_MISSING, "reminder", "there is no such reminder");
	if (!ok) return false;
	jw_object(&w, NULL);
	jw_str(&w, "id", r.id);
	if (!ends && r.next_ms) jw_i64(&w, "next_ms", r.next_ms);
	else jw_null(&w, "next_ms");
	jw_end_object(&w);
	return true;
}

bool verb_reminder_put(struct zhuyi *z, struct call *c)
{
	if (!call_writable(z, c)) return false;
	if (!c->body) return fail_set(&c->rq.fail, RC_INPUT, "reminder", "nothing was sent");
	c->write = put_write;
	return true;
}

/* ---- notices ---- */

static void write_notice(struct call *c, struct jw *w, const struct someone *s, const struct notice_row *row)
{
	struct notice_words t = {0};
	struct fail why = {0};
	if (!notice_open(s, row, call_lang(c), &t, &c->arena, &why)) {
		log_event(LOG_ERROR, "notice", "damaged", "%s", why.what);
		t = (struct notice_words){.title = notice_damaged(call_lang(c))};
	}
	jw_object(w, NULL);
	jw_str(w, "id", row->id);
	jw_str(w, "kind", row->kind);
	jw_i64(w, "at_ms", row->at_ms);
	jw_str(w, "state", row->state);
	jw_str(w, "title", t.title);
	jw_str(w, "text", t.text);
	if (t.tier.n) jw_str(w, "tier", t.tier);
	if (t.about.n) jw_raw(w, "about", t.about);
	jw_end_object(w);
}

/* The newest ones; `unread` counts among them. A late reminder stands where it was due. */
bool verb_notices(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct notice_rows rows;
	int64_t since_ms = 0, unread = 0;
	struct jw w = {&c->reply, false};
	if (!field_number(c, c->body, "since_ms", 0, TIME_MOST_MS, &since_ms) || !person_open(z, c, &s)) return false;
	bool ok = store_notices_of(z->store, &rows, s.org, s.person, 0, INT64_MAX, NOTICES_PAGE, &c->arena, &c->rq.fail);
	if (ok) {
		jw_object(&w, NULL);
		jw_array(&w, "notices");
		for (ptrdiff_t i = 0; i < rows.n; i++) {
			unread += str_eq(rows.v[i].state, S("new"));
			if (rows.v[i].at_ms >= since_ms) write_notice(c, &w, &s, &rows.v[i]);
		}
		jw_end_array(&w);
		jw_i64(&w, "unread", unread);
		jw_end_object(&w);
	}
	people_forget(&s);
	return ok;
}

static bool is_answer(str state)
{
	return str_eq(state, S("done")) || str_eq(state, S("skipped"));
}

/* Having seen it does not take an answer back; another answer does. */
static bool answer_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct notice_row row;
	str id = json_str(c->body, "id"), state = json_str(c->body, "state");
	struct sb leaf = sb_new(&c->arena, 64);
	bool ok = person_again(z, c, &s) && store_notice_get(z->store, &row, s.org, s.person, id, &c->arena, &c->rq.fail);
	bool changes = ok && !str_eq(row.state, state) && (is_answer(state) || str_eq(row.state, S("new")));
	if (changes) ok = store_notice_answer(z->store, s.org, s.person, id, state, call_now(c), &c->rq.fail);
	sb_add(&leaf, id), sb_byte(&leaf, ' '), sb_add(&leaf, state);
	if (ok && changes && is_answer(state)) ok = person_leaf(z, c, &s, S("notice.answered"), sb_str(&leaf));
	people_forget(&s);
	if (ok) sb_add(&c->reply, S("{}"));
	return ok;
}

bool verb_notice_answer(struct zhuyi *z, struct call *c)
{
	str id, state;
	if (!call_writable(z, c) || !reminder_own_or_ward(c) || !field_line_needed(c, c->body, "id", FIELD_LINE, &id) ||
	    !field_line_needed(c, c->body, "state", FIELD_LINE, &state))
		return false;
	if (!is_answer(state) && !str_eq(state, S("seen")))
		return fail_set(&c->rq.fail, RC_INPUT, "notice", "\"state\" is none of seen, done, skipped");
	if (!ulid_valid(id)) return fail_set(&c->rq.fail, RC_MISSING, "notice", "there is no such notice");
	c->write = answer_write;
	return true;
}
