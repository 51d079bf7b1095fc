#include "record/case_view.h"

#include <stdlib.h>

enum { BODY_DEPTH = 32 };

struct viewer {
	struct case_view *view;
	struct arena *perm;
};

static str copied(struct viewer *v, jv object, const char *key)
{
	return str_copy(v->perm, json_str(object, key));
}

static int64_t whole(jv object, const char *key)
{
	double d;
	return json_number(object, key, &d) && d > -9e15 && d < 9e15 ? (int64_t)d : 0;
}

static void add_source(struct viewer *v, jv e, int64_t n)
{
	for (ptrdiff_t i = 0; i < v->view->sources.n; i++)
		if (v->view->sources.v[i].n == n) return;
	*ARENA_PUSH(v->perm, &v->view->sources) = (struct view_source){n, copied(v, e, "source"), copied(v, e, "year"), copied(v, e, "state"),
								       copied(v, e, "quote")};
}

static void read_evidence(struct viewer *v, struct view_sentence *s, jv evidence)
{
	for (ptrdiff_t i = 0; i < json_count(evidence); i++) {
		jv e = json_at(evidence, i);
		int64_t n = whole(e, "n");
		if (n <= 0) continue;
		add_source(v, e, n);
		if (s->note_count < (int)(sizeof s->notes / sizeof *s->notes)) s->notes[s->note_count++] = n;
	}
}

/* `parts` names by index the statements that were delivered. */
static void read_part(struct viewer *v, jv part, jv statements)
{
	struct view_part *p = ARENA_PUSH(v->perm, &v->view->parts);
	jv list = json_get(part, "statements");
	bool titled = !str_eq(json_str(part, "section"), S("unplaced")); /* as compose_text writes it: the title of that part is its key */
	*p = (struct view_part){.title = titled ? copied(v, part, "title") : (str){"", 0}, .about = copied(v, part, "about")};
	for (ptrdiff_t i = 0; i < json_count(list); i++) {
		int64_t at;
		jv s;
		if (!str_to_i64(json_text(json_at(list, i)), &at) || at < 0 || at >= json_count(statements)) continue;
		s = json_at(statements, (ptrdiff_t)at);
		struct view_sentence *sentence = ARENA_PUSH(v->perm, &p->sentences);
		*sentence = (struct view_sentence){.text = copied(v, s, "text")};
		read_evidence(v, sentence, json_get(s, "evidence"));
	}
}

static void read_strings(struct viewer *v, struct strs *out, jv list, const char *member)
{
	for (ptrdiff_t i = 0; i < json_count(list); i++) {
		str s = member ? json_str(json_at(list, i), member) : json_text(json_at(list, i));
		if (s.n) *ARENA_PUSH(v->perm, out) = str_copy(v->perm, s);
	}
}

static void read_reply(struct viewer *v, jv reply)
{
	if (!json_is_object(reply)) return;
	v->view->reply = (struct view_reply){true,
					     copied(v, reply, "by"),
					     copied(v, reply, "title"),
					     copied(v, reply, "licence"),
					     copied(v, reply, "text"),
					     copied(v, reply, "verdict"),
					     whole(reply, "signed_ms")};
}

static void read_edition(struct viewer *v, jv edition)
{
	struct sb b = sb_new(v->perm, 64);
	sb_add(&b, json_str(edition, "title"));
	if (json_str(edition, "version").n) sb_fmt(&b, " " STR_FMT, STR_ARG(json_str(edition, "version")));
	v->view->edition = str_trim(sb_str(&b));
	v->view->edition_state = copied(v, edition, "state");
}

static int by_number(const void *a, const void *b)
{
	int64_t x = ((const struct view_source *)a)->n, y = ((const struct view_source *)b)->n;
	return (x > y) - (x < y);
}

static void read_body(struct viewer *v, jv body)
{
	struct case_view *c = v->view;
	jv headline = json_get(body, "headline"), parts = json_get(body, "parts"), held = json_get(body, "held");
	c->lang = str_eq(json_str(body, "lang"), S("en")) ? S("en") : S("zh");
	c->question = copied(v, body, "question");
	c->state = copied(v, body, "state");
	c->tier = copied(v, body, "tier");
	c->answer = copied(v, body, "answer");
	c->created_ms = whole(body, "created_ms");
	c->crisis = json_flag(body, "crisis");
	c->stop = json_flag(headline, "stop");
	c->headline.text = copied(v, headline, "text");
	c->act = copied(v, headline, "do");
	read_evidence(v, &c->headline, json_get(headline, "evidence"));
	for (ptrdiff_t i = 0; i < json_count(parts); i++) read_part(v, json_at(parts, i), json_get(body, "statements"));
	if (c->sources.n) qsort(c->sources.v, (size_t)c->sources.n, sizeof *c->sources.v, by_number);
	read_strings(v, &c->not_checked, json_get(body, "not_checked"), NULL);
	read_strings(v, &c->asks, json_get(body, "ask"), "text");
	c->held_reason = copied(v, held, "reason");
	c->held_meanwhile = copied(v, held, "meanwhile");
	read_reply(v, json_get(body, "reply"));
	read_edition(v, json_get(body, "edition"));
}

void case_view_read(struct case_view *out, const struct export_case *from, struct arena *perm)
{
	jv body = NULL;
	struct fail none = {0};
	*out = (struct case_view){.from = from, .lang = S("zh")};
	if (!json_parse(&body, from->body, BODY_DEPTH, &none)) return;
	out->readable = json_is_object(body);
	if (out->readable) read_body(&(struct viewer){out, perm}, body);
	json_free(body);
}

static int newest_first(const void *a, const void *b)
{
	const struct case_view *x = a, *y = b;
	if (x->readable != y->readable) return y->readable - x->readable;
	if (x->created_ms != y->created_ms) return x->created_ms < y->created_ms ? 1 : -1;
	return str_cmp(y->from->id, x->from->id);
}

struct case_views case_views(const struct record_export *x, struct arena *perm)
{
	struct case_views all = {x->case_count ? ARENA_NEW(perm, struct case_view, x->case_count) : NULL, x->case_count};
	for (ptrdiff_t i = 0; i < all.n; i++) case_view_read(&all.v[i], &x->cases[i], perm);
	if (all.n) qsort(all.v, (size_t)all.n, sizeof *all.v, newest_first);
	return all;
}
