/* verb_client.c - programs that people may let read their record: entered and ended by an administrator. A program has no secret: it proves itself with
 * PKCE, and codes go only to the addresses entered here. */
#include "app/field.h"
#include "app/own.h"
#include "fhir/smart.h"

enum { CLIENTS_LISTED = 500, CLIENT_NAME_MAX = 80, REDIRECTS_MAX = 5, SCOPES_LISTED = 40 };

static void words_json(struct jw *w, const char *key, str list)
{
	str one;
	jw_array(w, key);
	while (str_next(&list, ' ', &one))
		if (one.n) jw_str(w, NULL, one);
	jw_end_array(w);
}

static void client_json(struct jw *w, const struct client_row *r)
{
	jw_object(w, NULL);
	jw_str(w, "id", r->id);
	jw_str(w, "name", r->name);
	words_json(w, "redirects", r->redirects);
	words_json(w, "scopes", r->scopes);
	jw_str(w, "state", r->state);
	jw_i64(w, "created_ms", r->created_ms);
	jw_end_object(w);
}

bool verb_clients(struct zhuyi *z, struct call *c)
{
	struct client_rows rows;
	struct jw w = {&c->reply, false};
	if (!store_clients(z->store, &rows, c->house->org, CLIENTS_LISTED, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_array(&w, "clients");
	for (ptrdiff_t i = 0; i < rows.n; i++) client_json(&w, &rows.v[i]);
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

/* ---- a new one ---- */

static bool client_leaf(struct zhuyi *z, struct call *c, str kind, str body)
{
	struct someone s;
	struct trail_leaf leaf;
	if (!people_open(&z->people, &s, c->house->org, c->session.person, false, &c->arena, &c->rq.fail)) return false;
	bool ok = call_leaf(z, c, kind, &s, S(""), body, &leaf);
	people_forget(&s);
	return ok;
}

static bool make_write(struct zhuyi *z, struct call *c)
{
	const struct client_row *r = c->work;
	return call_session_stands(z, c) && store_client_put(z->store, r, &c->rq.fail) && client_leaf(z, c, S("client.make"), sb_str(&c->reply));
}

typedef bool word_valid(str word);

static bool scope_valid(str word)
{
	str type, ops;
	return smart_scope_read(word, &type, &ops);
}

/* A list of words that hold no blank, joined by one. */
static bool read_words(struct call *c, const char *key, int most, word_valid *valid, str *out)
{
	jv list = json_get(c->body, key);
	struct sb text = sb_new(&c->arena, 256);
	if (!json_count(list) || json_count(list) > most)
		return fail_set(&c->rq.fail, RC_INPUT, "client_make", "\"%s\" is missing, or not a list of 1 to %d", key, most);
	for (ptrdiff_t i = 0; i < json_count(list); i++) {
		str one = json_text(json_at(list, i));
		if (!valid(one)) return fail_set(&c->rq.fail, RC_INPUT, "client_make", "\"%s\" [%td] is not one", key, i);
		if (text.n) sb_byte(&text, ' ');
		sb_add(&text, one);
	}
	*out = sb_str(&text);
	return true;
}

bool verb_client_make(struct zhuyi *z, struct call *c)
{
	struct client_row *r = ARENA_NEW(&c->arena, struct client_row, 1);
	char *id = ARENA_NEW(&c->arena, char, 27);
	struct jw w = {&c->reply, false};
	if (!call_writable(z, c) || !field_line_needed(c, c->body, "name", CLIENT_NAME_MAX, &r->name) ||
	    !read_words(c, "redirects", REDIRECTS_MAX, smart_redirect_valid, &r->redirects) ||
	    !read_words(c, "scopes", SCOPES_LISTED, scope_valid, &r->scopes))
		return false;
	if (r->scopes.n > SMART_SCOPES_MAX) return fail_set(&c->rq.fail, RC_LIMIT, "client_make", "\"scopes\" is too long");
	ulid_make(id, call_now(c), c->rq.rng);
	r->org = c->house->org, r->id = str_from(id), r->state = S("active"), r->created_ms = call_now(c);
	client_json(&w, r);
	c->work = r;
	c->write = make_write;
	return true;
}

/* ---- its end: codes on their way come to nothing, and the tokens that it was given open nothing any more (who.c) ---- */

static bool end_write(struct zhuyi *z, struct call *c)
{
	return call_session_stands(z, c) && store_client_end(z->store, c->house->org, call_id(c), &c->rq.fail) &&
	       client_leaf(z, c, S("client.end"), call_id(c));
}

bool verb_client_end(struct zhuyi *z, struct call *c)
{
	if (!call_writable(z, c)) return false;
	sb_add(&c->reply, S("{}"));
	c->write = end_write;
	return true;
}
