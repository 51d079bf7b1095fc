/* verb_diary.c - the health diary: what somebody writes down for themself. A red flag in it is answered first. */
#include "app/care.h"
#include "app/derived.h"
#include "app/field.h"

enum { ENTRIES_MAX = 100, LOOK = 500, LOOKS_MAX = 20, CUT_FROM = 1000 }; /* a brief holds 1024 bytes of a text */

/* The whole of a text that the brief had to cut. */
static str whole_text(struct zhuyi *z, struct call *c, const struct someone *s, const struct briefed *b, str text)
{
	struct kept kept;
	struct fail none = {0};
	jv v;
	if (text.n < CUT_FROM || !resource_get(z, s, &kept, b->type, b->id, &c->arena, &none) || kept.deleted ||
	    !json_parse(&v, kept.text, 64, &none))
		return text;
	text = str_copy(&c->arena, json_str(v, "valueString"));
	json_free(v);
	return text;
}

static void write_entry(struct zhuyi *z, struct call *c, const struct someone *s, struct jw *w, const struct briefed *b, int *shown)
{
	str text;
	int mood;
	if (!diary_of_brief(&text, &mood, &b->brief)) return;
	jw_object(w, NULL);
	jw_str(w, "id", b->id);
	jw_i64(w, "at_ms", b->at_ms);
	jw_str(w, "text", whole_text(z, c, s, b, text));
	if (mood) jw_i64(w, "mood", mood);
	else jw_null(w, "mood");
	jw_end_object(w);
	++*shown;
}

/* Among all that was observed, newest first. */
static bool write_entries(struct zhuyi *z, struct call *c, const struct someone *s, struct jw *w)
{
	int64_t at_ms = INT64_MAX;
	str id = {"", 0};
	int shown = 0;
	bool more = true;
	for (int look = 0; more && look < LOOKS_MAX; look++) {
		struct briefeds all;
		if (!briefs_before_of(z, s, &all, S("Observation"), at_ms, id, LOOK, &c->arena, &c->rq.fail)) return false;
		for (ptrdiff_t i = 0; i < all.n && shown < ENTRIES_MAX; i++) write_entry(z, c, s, w, &all.v[i], &shown);
		more = all.n == LOOK && shown < ENTRIES_MAX;
		if (more) at_ms = all.v[all.n - 1].at_ms, id = all.v[all.n - 1].id;
	}
	return true;
}

bool verb_diary(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_array(&w, "entries");
	bool ok = person_open(z, c, &s) && write_entries(z, c, &s, &w);
	people_forget(&s);
	jw_end_array(&w);
	jw_end_object(&w);
	return ok;
}

struct page {
	str text, headline, act;
	int64_t at_ms, mood;
	enum tier tier;
	bool flagged, crisis;
};

/* As a question would be: urgent and above is said, anything less is nobody's business but the writer's. */
static bool triage_of(struct zhuyi *z, struct call *c, const struct someone *s, struct page *p)
{
	struct situation *all = ARENA_NEW(&c->arena, struct situation, 1);
	struct question q = {.text = p->text, .lang = -1};
	struct known known;
	if (!known_for(z, c, s, &q, &known)) return false;
	if (known.json.n && !json_parse(&c->more, known.json, 8, &c->rq.fail)) return false;
	q.facts = c->more;
	situate(all, &z->knowledge, &q, &c->arena);
	p->tier = all->triage.tier;
	p->crisis = all->triage.crisis;
	p->flagged = all->triage.known && p->tier >= TIER_URGENT;
	if (p->flagged && all->reasons.n) p->headline = all->reasons.v[0].say;
	if (p->flagged && all->triage.rule_count) {
		int32_t act = z->pack->redflags.v[all->triage.rules[0]].act[all->reading.lang];
		if (act >= 0) p->act = z->pack->passages.v[act].text;
	}
	return true;
}

static bool diary_write(struct zhuyi *z, struct call *c)
{
	struct page *p = c->work;
	struct someone s;
	struct kept kept;
	struct jw w = {&c->reply, false};
	if (!record_may_keep(z, c) || !person_again(z, c, &s)) return false;
	bool ok = resource_put(z, c, &s, &kept, S("Observation"), (str){"", 0},
			       diary_observation(p->text, (int)p->mood, p->at_ms, s.person, &c->arena), 0) &&
		  resource_leaf(z, c, &s);
	people_forget(&s);
	if (!ok) return false;
	jw_object(&w, NULL);
	if (p->flagged) jw_str(&w, "tier", tier_name(p->tier));
	else jw_null(&w, "tier");
	jw_str(&w, "headline", p->headline);
	jw_str(&w, "act", p->act);
	jw_bool(&w, "crisis", p->flagged && p->crisis);
	jw_str(&w, "id", kept.id);
	jw_end_object(&w);
	return true;
}

bool verb_diary_add(struct zhuyi *z, struct call *c)
{
	struct page *p = ARENA_NEW(&c->arena, struct page, 1);
	struct someone s;
	p->at_ms = call_now(c);
	if (!call_writable(z, c) || !field_text(c, c->body, "text", 1, &p->text) || !field_number(c, c->body, "at_ms", 0, TIME_MOST_MS, &p->at_ms) ||
	    !field_number(c, c->body, "mood", 1, 5, &p->mood) || !record_may_keep(z, c))
		return false;
	if (!p->text.n) return care_refuse(c, RC_INPUT, "还没有写内容", "\"text\" is empty");
	if (p->at_ms > call_now(c) + 10 * 60 * 1000) return care_refuse(c, RC_INPUT, "时间在将来", "the time lies ahead");
	bool ok = person_open(z, c, &s) && triage_of(z, c, &s, p);
	people_forget(&s);
	if (!ok) return false;
	c->work = p;
	c->write = diary_write;
	return true;
}
