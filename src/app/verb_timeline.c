/* verb_timeline.c - the record as it happened: a page of it, one entry, and taking one away. */
#include "app/care.h"
#include "app/field.h"

#include <stdio.h>

enum { PAGE = 50, PAGE_MAX = 200, LOOKS_MAX = 40 };

/* ---- where a page ends: at_ms.Type.id ---- */

struct place {
	int64_t at_ms;
	str type, id;
};

static bool place_read(struct call *c, struct place *p)
{
	str text, part;
	*p = (struct place){INT64_MAX, {"", 0}, {"", 0}};
	if (!field_line(c, c->body, "before", FIELD_LINE, &text)) return false;
	if (!text.n) return true;
	bool sound = str_next(&text, '.', &part) && str_to_i64(part, &p->at_ms) && str_next(&text, '.', &p->type) && text.n;
	p->id = text;
	return sound || fail_set(&c->rq.fail, RC_INPUT, "timeline", "\"before\" is not what a page gave as \"next\"");
}

static str place_write(struct call *c, const struct briefed *b)
{
	struct sb out = sb_new(&c->arena, 80);
	sb_fmt(&out, "%lld." STR_FMT "." STR_FMT, (long long)b->at_ms, STR_ARG(b->type), STR_ARG(b->id));
	return sb_str(&out);
}

/* ---- entries ---- */

static void write_entry(struct call *c, struct jw *w, const struct briefed *e)
{
	enum language lang = call_lang(c);
	const struct brief *b = &e->brief;
	struct measure m;
	bool measured = str_eq(e->type, S("Observation")) && measure_of_brief(&m, b, e->at_ms, &c->arena);
	jw_object(w, NULL);
	jw_str(w, "type", e->type);
	jw_str(w, "id", e->id);
	jw_i64(w, "version", e->version);
	jw_i64(w, "at_ms", e->at_ms);
	jw_str(w, "title", measured ? str_from(measure_title(m.kind, m.context, (int)lang)) : b->title);
	jw_str(w, "value", b->value);
	jw_str(w, "unit", measured && str_eq(m.unit, str_from(measure_form(m.kind)->unit)) ? str_from(measure_form(m.kind)->unit_as[lang]) : b->unit);
	jw_str(w, "status", b->status);
	if (b->verified.n) jw_str(w, "verified", b->verified);
	jw_str(w, "origin", b->origin);
	if (measured) jw_str(w, "kind", str_from(measure_form(m.kind)->name));
	if (b->until.n) jw_str(w, "until", b->until);
	jw_end_object(w);
}

static bool wanted(str types, str type)
{
	str one;
	if (!types.n) return true;
	while (str_next(&types, ',', &one))
		if (str_eq(str_trim(one), type)) return true;
	return false;
}

/* Of a type that is rare some pages are looked through; where that is not enough, `next` goes on from there. */
static bool write_page(struct zhuyi *z, struct call *c, const struct someone *s, struct place at, str types, int64_t count)
{
	struct jw w = {&c->reply, false};
	str next = {"", 0};
	int64_t shown = 0;
	bool more = true;
	jw_object(&w, NULL);
	jw_array(&w, "entries");
	for (int look = 0; more && shown < count && look < LOOKS_MAX; look++) {
		struct briefeds all;
		bool one = types.n && str_find(types, S(",")) < 0, ok;
		int limit = types.n && !one ? PAGE_MAX : (int)count;
		if (one) ok = briefs_before_of(z, s, &all, types, at.at_ms, at.id, limit, &c->arena, &c->rq.fail);
		else ok = briefs_before(z, s, &all, at.at_ms, at.type, at.id, limit, &c->arena, &c->rq.fail);
		if (!ok) return false;
		more = all.n == limit;
		for (ptrdiff_t i = 0; i < all.n; i++) {
			const struct briefed *b = &all.v[i];
			if (shown == count) {
				more = true;
				break;
			}
			at = (struct place){b->at_ms, b->type, b->id};
			next = place_write(c, b);
			if (!wanted(types, b->type)) continue;
			write_entry(c, &w, b);
			shown++;
		}
	}
	jw_end_array(&w);
	if (more) jw_str(&w, "next", next);
	else jw_null(&w, "next");
	jw_end_object(&w);
	return true;
}

bool verb_timeline(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct place at;
	str types;
	int64_t count = PAGE;
	if (!place_read(c, &at) || !field_number(c, c->body, "count", 1, PAGE_MAX, &count) || !field_line(c, c->body, "type", FIELD_LINE, &types))
		return false;
	bool ok = person_open(z, c, &s) && write_page(z, c, &s, at, types, count);
	people_forget(&s);
	return ok;
}

/* ---- one ---- */

static bool named(struct call *c, str *type, str *id)
{
	return field_line_needed(c, c->body, "type", FIELD_LINE, type) && field_line_needed(c, c->body, "id", FIELD_LINE, id);
}

bool verb_record_entry(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct kept kept;
	str type, id;
	struct jw w = {&c->reply, false};
	if (!named(c, &type, &id)) return false;
	bool ok = person_open(z, c, &s) && resource_get(z, &s, &kept, type, id, &c->arena, &c->rq.fail);
	people_forget(&s);
	if (!ok) return false;
	if (kept.deleted) return fail_set(&c->rq.fail, RC_MISSING, "record", "it was deleted");
	jw_object(&w, NULL);
	jw_i64(&w, "version", kept.version);
	jw_i64(&w, "updated_ms", kept.updated_ms);
	jw_raw(&w, "resource", kept.text);
	jw_end_object(&w);
	return true;
}

static bool delete_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	str type = json_str(c->body, "type"), id = json_str(c->body, "id");
	if (!person_again(z, c, &s)) return false;
	bool ok = resource_delete(z, c, &s, type, id, -1) && (!str_eq(type, S("CarePlan")) || care_plan_reminders_end(z, c, &s, id)) &&
		  resource_leaf(z, c, &s);
	people_forget(&s);
	if (ok) sb_add(&c->reply, S("{}"));
	return ok;
}

/* Deleting needs no consent: who took it back may still take away what was kept. */
bool verb_record_delete(struct zhuyi *z, struct call *c)
{
	str type, id;
	if (!call_writable(z, c) || !named(c, &type, &id)) return false;
	c->write = delete_write;
	return true;
}
