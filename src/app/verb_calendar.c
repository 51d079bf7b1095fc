/* verb_calendar.c - a calendar of one's reminders for any calendar program: its address is made once, and whoever has it reads the calendar until it is
 * revoked, or until who made it for a child is no guardian any more. It says "health reminder" and no more, unless the person chose otherwise. */
#include "account/token.h"
#include "app/field.h"
#include "app/reminder_int.h"
#include "care/calendar.h"

#include <sodium.h>

struct terms {
	bool detail;
	str by; /* who made it; empty: the person */
};

static bool terms_of(struct zhuyi *z, const struct someone *s, str id, struct terms *t, struct arena *a, struct fail *fail)
{
	str text;
	jv v;
	struct item_row row;
	struct fail none = {0};
	*t = (struct terms){0};
	if (!people_item_get(&z->people, s, &text, &row, S("feed"), id, a, &none)) return none.rc == RC_MISSING || (*fail = none, false);
	if (!json_parse(&v, text, 4, fail)) return false;
	t->detail = json_flag(v, "detail");
	t->by = str_copy(a, json_str(v, "by"));
	json_free(v);
	return true;
}

bool verb_feeds(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct feed_rows rows;
	struct jw w = {&c->reply, false};
	struct terms t;
	if (!reminder_own_or_ward(c) || !person_open(z, c, &s)) return false;
	bool ok = store_feeds_of(z->store, &rows, s.org, s.person, FEEDS_MAX, &c->arena, &c->rq.fail);
	jw_object(&w, NULL);
	jw_array(&w, "feeds");
	for (ptrdiff_t i = 0; ok && i < rows.n; i++) {
		ok = terms_of(z, &s, rows.v[i].id, &t, &c->arena, &c->rq.fail);
		jw_object(&w, NULL);
		jw_str(&w, "id", rows.v[i].id);
		jw_str(&w, "lang", rows.v[i].lang);
		jw_bool(&w, "detail", t.detail);
		jw_i64(&w, "created_ms", rows.v[i].created_ms);
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_end_object(&w);
	people_forget(&s);
	return ok;
}

/* ---- making and revoking ---- */

static bool keep_feed(struct zhuyi *z, struct call *c, const struct someone *s, struct feed_row *row)
{
	struct feed_rows rows;
	struct sb terms = sb_new(&c->arena, 80);
	sb_fmt(&terms, "{\"detail\":%s,\"by\":\"" STR_FMT "\"}", json_flag(c->body, "detail") ? "true" : "false", STR_ARG(c->session.person));
	if (!store_feeds_of(z->store, &rows, s->org, s->person, FEEDS_MAX, &c->arena, &c->rq.fail)) return false;
	if (rows.n >= FEEDS_MAX) return fail_set(&c->rq.fail, RC_LIMIT, "feed", "there are %d calendars already; revoke one first", FEEDS_MAX);
	row->org = s->org, row->person = s->person, row->created_ms = call_now(c);
	return store_feed_put(z->store, row, &c->rq.fail) &&
	       people_item_put(&z->people, s, S("feed"), row->id, row->created_ms, 1, sb_str(&terms), c->rq.rng, &c->arena, &c->rq.fail) &&
	       person_leaf(z, c, s, S("calendar.made"), row->id);
}

static bool make_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	char id[27], token[TOKEN_SESSION_CHARS + 1];
	struct feed_row row = {.lang = call_lang(c) == LANG_EN ? S("en") : S("zh")};
	struct jw w = {&c->reply, false};
	struct sb path = sb_new(&c->arena, 96);
	if (!reminder_may_keep(z, c) || !person_again(z, c, &s)) return false;
	ulid_make(id, call_now(c), c->rq.rng);
	token_session_make(token, row.token_hash, c->rq.rng);
	row.id = str_copy(&c->arena, str_from(id));
	bool ok = keep_feed(z, c, &s, &row);
	people_forget(&s);
	if (!ok) return false;
	sb_add(&path, S("/v1/calendar/")), sb_add(&path, str_from(token)), sb_add(&path, S(".ics"));
	jw_object(&w, NULL);
	jw_str(&w, "id", row.id);
	jw_str(&w, "path", sb_str(&path));
	jw_end_object(&w);
	return true;
}

bool verb_feed_make(struct zhuyi *z, struct call *c)
{
	if (!call_writable(z, c) || !reminder_own_or_ward(c)) return false;
	if (c->by_token) return fail_set(&c->rq.fail, RC_DENIED, "feed", "a program does not make addresses that others may read");
	c->write = make_write;
	return true;
}

static bool revoke_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	str id = json_str(c->body, "id");
	if (!person_again(z, c, &s)) return false;
	bool ok = store_feed_drop(z->store, s.org, s.person, id, &c->rq.fail) &&
		  store_item_drop(z->store, s.org, s.person, S("feed"), id, &c->rq.fail) && person_leaf(z, c, &s, S("calendar.revoked"), id);
	people_forget(&s);
	if (ok) sb_add(&c->reply, S("{}"));
	return ok;
}

bool verb_feed_revoke(struct zhuyi *z, struct call *c)
{
	str id;
	if (!call_writable(z, c) || !reminder_own_or_ward(c) || !field_line_needed(c, c->body, "id", FIELD_LINE, &id)) return false;
	if (!ulid_valid(id)) return fail_set(&c->rq.fail, RC_MISSING, "feed", "there is no such calendar");
	c->write = revoke_write;
	return true;
}

/* ---- the calendar itself ---- */

/* What it says is the same for every address that leads nowhere, whatever the reason. */
static bool nothing(struct call *c)
{
	c->rq.fail = (struct fail){0};
	return fail_set(&c->rq.fail, RC_MISSING, "feed", "there is no such calendar");
}

static bool find_feed(struct zhuyi *z, struct call *c, struct feed_row *feed)
{
	unsigned char hash[32];
	str id = call_id(c);
	struct fail why = {0};
	if (!z->store || !str_ends(id, S(".ics")) || !token_session_hash(hash, str_slice(id, 0, id.n - 4))) return nothing(c);
	if (!store_feed_get(z->store, feed, hash, &c->arena, &why)) return why.rc == RC_MISSING ? nothing(c) : (c->rq.fail = why, false);
	c->house = house_of(&z->houses, feed->org);
	return c->house || nothing(c);
}

static void write_calendar(struct call *c, const struct reminders *all, bool english, bool detail)
{
	struct calendar cal;
	str neutral = english ? S("Health reminder") : S("健康提醒");
	calendar_begin(&cal, &c->reply, english ? S("Health reminders") : S("健康提醒"), english);
	for (ptrdiff_t i = all->n - 1; i >= 0; i--) {
		const struct reminder *r = &all->v[i];
		struct calendar_entry e = {r->id, neutral, {"", 0}, r->changed_ms, r->version, &r->schedule};
		if (!reminder_is_shown(r->kind) || !reminder_active(r)) continue;
		if (detail) e.title = english && r->title_en.n ? r->title_en : r->title;
		calendar_add(&cal, &e);
	}
	calendar_end(&cal);
}

/* A guardian's right to see it ends with guardianship, and the address with the right. */
static bool still_theirs(struct zhuyi *z, struct call *c, const struct someone *s, str by)
{
	struct relation_rows rows;
	bool guardian = !by.n || str_eq(by, s->person);
	if (guardian) return true;
	if (!store_relation_get(z->store, &rows, s->org, s->person, S("by"), by, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) guardian |= str_eq(rows.v[i].kind, S("guardian")) && kin_is_active(&rows.v[i], call_now(c));
	return guardian || nothing(c);
}

/* The same as long as the calendar is. */
static str etag_of(struct call *c)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char *out = ARENA_NEW(&c->arena, char, 36);
	str text = sb_str(&c->reply);
	crypto_hash_sha256(hash, (const unsigned char *)text.p, (unsigned long long)text.n);
	out[0] = '"';
	sodium_bin2hex(out + 1, 33, hash, 16);
	out[33] = '"';
	return (str){out, 34};
}

bool verb_feed(struct zhuyi *z, struct call *c)
{
	struct feed_row feed;
	struct someone s;
	struct reminders all;
	struct fail why = {0};
	struct terms t;
	bool agreed;
	if (!find_feed(z, c, &feed)) return false;
	if (!people_open(&z->people, &s, feed.org, feed.person, false, &c->arena, &why))
		return why.rc == RC_MISSING ? nothing(c) : (c->rq.fail = why, false);
	bool ok = call_consent(z, c, feed.person, &agreed) && (agreed || nothing(c)) && terms_of(z, &s, feed.id, &t, &c->arena, &c->rq.fail) &&
		  still_theirs(z, c, &s, t.by) && reminders_of(z, &s, &all, call_now(c), &c->arena, &c->rq.fail);
	people_forget(&s);
	if (!ok) return false;
	write_calendar(c, &all, str_eq(feed.lang, S("en")), t.detail);
	c->out.type = "text/calendar; charset=utf-8";
	c->out.etag = etag_of(c);
	if (str_eq((str){c->in.http.if_none_match.p, (ptrdiff_t)c->in.http.if_none_match.n}, c->out.etag)) c->out.status = 304, c->reply.n = 0;
	return true;
}
