/* verb_memory.c - what zhuyi noted from conversations: shown with the words it came from; the person says right, wrong, or how it is put right. */
#include "app/field.h"
#include "app/memory.h"
#include "base/check.h"

enum { MEMORY_TEXT_MAX = 200 };

static str first_text(jv r, const char *list, const char *key)
{
	return json_str(json_at(json_get(r, list), 0), key);
}

/* The case it came from; empty: it did not come from a conversation. */
static str case_of(jv r)
{
	jv all = json_get(r, "extension");
	for (ptrdiff_t i = 0; i < json_count(all); i++)
		if (str_eq(json_str(json_at(all, i), "url"), S("urn:zhuyi:case"))) return json_str(json_at(all, i), "valueString");
	return (str){"", 0};
}

static const char *kind_of(str type)
{
	static const char *const types[] = {"AllergyIntolerance", "Condition", "MedicationStatement", "Observation"};
	for (int i = 0; i < COUNT(types); i++)
		if (str_eq(type, str_from(types[i]))) return stated_name((enum stated_kind)i);
	return NULL;
}

static bool may_come_from_a_conversation(const struct briefed *b)
{
	bool pregnancy = !str_eq(b->type, S("Observation")) || str_eq(b->brief.code, S("http://loinc.org|82810-3"));
	return kind_of(b->type) && pregnancy && (str_eq(b->brief.origin, S("stated")) || str_eq(b->brief.origin, S("typed")));
}

static bool item_json(struct zhuyi *z, struct call *c, const struct someone *s, struct jw *w, const struct briefed *b)
{
	struct kept kept;
	jv r;
	struct arena scratch = c->arena;
	if (!resource_get(z, s, &kept, b->type, b->id, &scratch, &c->rq.fail) || !json_parse(&r, kept.text, 64, &c->rq.fail)) return false;
	str from = case_of(r);
	if (from.n) {
		jw_object(w, NULL);
		jw_str(w, "type", b->type);
		jw_str(w, "id", b->id);
		jw_str(w, "kind", str_from(kind_of(b->type)));
		jw_str(w, "text", b->brief.value.n ? b->brief.value : b->brief.title);
		jw_str(w, "quote", first_text(r, "note", "text"));
		jw_str(w, "case", from);
		jw_i64(w, "at_ms", b->at_ms);
		jw_str(w, "state", str_eq(b->brief.origin, S("stated")) ? S("proposed") : S("confirmed"));
		jw_end_object(w);
	}
	json_free(r);
	return true;
}

bool verb_memory(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct briefeds all;
	struct jw w = {&c->reply, false};
	bool ok = person_open(z, c, &s) && briefs_all(z, &s, &all, &c->arena, &c->rq.fail);
	struct sb out = sb_new(&c->arena, 4096);
	w.out = &out;
	jw_object(&w, NULL);
	jw_array(&w, "items");
	for (ptrdiff_t i = 0; ok && i < all.n; i++)
		if (may_come_from_a_conversation(&all.v[i])) ok = item_json(z, c, &s, &w, &all.v[i]);
	jw_end_array(&w);
	jw_end_object(&w);
	people_forget(&s);
	if (ok) sb_add(&c->reply, sb_str(&out));
	return ok;
}

/* ---- right, wrong, put right ---- */

struct change_work {
	str type, id, text;
	bool wrong;
};

static bool write_value(struct jw *w, const char *key, jv v)
{
	bool yes;
	if (json_is_string(v)) jw_str(w, key, json_text(v));
	else if (json_is_bool(v, &yes)) jw_bool(w, key, yes);
	else if (json_is_object(v) || json_is_array(v)) return false;
	else jw_raw(w, key, json_text(v));
	return true;
}

struct rewriting {
	struct jw *w;
	const struct change_work *work;
	const char *titled; /* member whose text is corrected */
};

static void rewrite(struct rewriting *r, const char *key, jv v, int depth);

static void rewrite_member(void *ctx, str key, jv v)
{
	struct rewriting *r = ctx;
	struct arena *a = r->w->out->a;
	rewrite(r, str_c(a, key), v, 1);
}

static void title(struct rewriting *r, const char *key, jv v)
{
	struct json_walk walk = {0};
	str name;
	jv member;
	jw_object(r->w, key);
	while (json_next(&walk, v, &name, &member))
		if (!str_eq(name, S("text")) && !str_eq(name, S("coding"))) rewrite(r, str_c(r->w->out->a, name), member, 1);
	jw_str(r->w, "text", r->work->text);
	jw_end_object(r->w);
}

/* Our own resources: strings, lists and objects. The tag becomes `typed`: the person has looked at it. */
static void rewrite(struct rewriting *r, const char *key, jv v, int depth)
{
	if (json_is_string(v) && key && strcmp(key, "code") == 0 && str_eq(json_text(v), S("stated"))) jw_str(r->w, key, S("typed"));
	else if (key && r->work->text.n && strcmp(key, r->titled) == 0 && json_is_object(v)) title(r, key, v);
	else if (json_is_array(v)) {
		jw_array(r->w, key);
		for (ptrdiff_t i = 0; i < json_count(v); i++) rewrite(r, NULL, json_at(v, i), depth + 1);
		jw_end_array(r->w);
	} else if (json_is_object(v)) {
		jw_object(r->w, key);
		json_each(v, rewrite_member, r);
		jw_end_object(r->w);
	} else write_value(r->w, key, v);
}

static bool put_right(struct zhuyi *z, struct call *c, const struct someone *s, const struct change_work *work, const struct kept *kept, jv r)
{
	struct sb out = sb_new(&c->arena, kept->text.n + 256);
	struct jw w = {&out, false};
	struct rewriting how = {&w, work, str_eq(work->type, S("MedicationStatement")) ? "medicationCodeableConcept" : "code"};
	rewrite(&how, NULL, r, 0);
	return resource_put(z, c, s, NULL, work->type, work->id, sb_str(&out), kept->version);
}

static bool memory_change_write(struct zhuyi *z, struct call *c)
{
	const struct change_work *work = c->work;
	struct someone s;
	struct kept kept;
	jv r = NULL;
	bool ok = (work->wrong || record_may_keep(z, c)) && person_again(z, c, &s); /* taking away needs no consent */
	if (!ok) return false;
	ok = resource_get(z, &s, &kept, work->type, work->id, &c->arena, &c->rq.fail);
	if (ok && kept.deleted) ok = fail_set(&c->rq.fail, RC_MISSING, "memory", "there is no such entry");
	ok = ok && json_parse(&r, kept.text, 64, &c->rq.fail);
	if (ok && !case_of(r).n) ok = fail_set(&c->rq.fail, RC_MISSING, "memory", "it did not come from a conversation");
	if (ok) ok = work->wrong ? resource_delete(z, c, &s, work->type, work->id, kept.version) : put_right(z, c, &s, work, &kept, r);
	ok = ok && resource_leaf(z, c, &s);
	json_free(r);
	people_forget(&s);
	return ok;
}

bool verb_memory_change(struct zhuyi *z, struct call *c)
{
	struct change_work *work = ARENA_NEW(&c->arena, struct change_work, 1);
	str state = json_str(c->body, "state");
	work->type = json_str(c->body, "type"), work->id = json_str(c->body, "id");
	work->wrong = str_eq(state, S("wrong"));
	if (!call_writable(z, c)) return false;
	if (!kind_of(work->type) || !work->id.n) return fail_set(&c->rq.fail, RC_INPUT, "memory", "\"type\" or \"id\" is missing or none of these");
	if (!work->wrong && !str_eq(state, S("confirmed")))
		return fail_set(&c->rq.fail, RC_INPUT, "memory", "\"state\" is neither \"confirmed\" nor \"wrong\"");
	if (!field_line(c, c->body, "text", MEMORY_TEXT_MAX, &work->text)) return false;
	if (work->text.n && str_eq(work->type, S("Observation")))
		return fail_set(&c->rq.fail, RC_INPUT, "memory", "\"text\" of this cannot be changed");
	sb_add(&c->reply, S("{}"));
	c->work = work;
	c->write = memory_change_write;
	return true;
}
