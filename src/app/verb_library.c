/* verb_library.c - the edition: health, passages, departments. */
#include "app/app.h"

#include "base/utf8.h"

/* Asked anew each time: a database may have gone since the start. */
static bool store_answers(struct zhuyi *z, struct call *c)
{
	str id;
	struct fail none = {0};
	return z->store && store_meta_get(z->store, &id, S("master"), &c->arena, &none);
}

bool verb_health(struct zhuyi *z, struct call *c)
{
	const struct pack *p = z->pack;
	bool answers = store_answers(z, c);
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_str(&w, "status", p->refused.n || (z->store && !answers) ? S("degraded") : S("ok"));
	jw_str(&w, "version", str_from(zhuyi_version()));
	jw_i64(&w, "uptime_s", (clock_monotonic_us() - z->opened_us) / 1000000);
	jw_object(&w, "edition");
	jw_str(&w, "id", p->id);
	jw_str(&w, "title_zh", p->title[LANG_ZH]);
	jw_str(&w, "title_en", p->title[LANG_EN]);
	jw_str(&w, "version", p->version);
	jw_str(&w, "state", p->state);
	jw_str(&w, "note_zh", p->note[LANG_ZH]);
	jw_str(&w, "note_en", p->note[LANG_EN]);
	jw_i64(&w, "cards", p->cards.n);
	jw_i64(&w, "drugs", p->drugs.n);
	jw_i64(&w, "labs", p->labs.n);
	jw_i64(&w, "redflags", p->redflags.n);
	jw_i64(&w, "passages", p->passages.n);
	jw_array(&w, "refused");
	for (ptrdiff_t i = 0; i < p->refused.n && i < 200; i++) {
		jw_object(&w, NULL);
		jw_str(&w, "file", p->refused.v[i].file);
		jw_i64(&w, "line", p->refused.v[i].line);
		jw_str(&w, "why", str_from(p->refused.v[i].why));
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_end_object(&w);
	jw_str(&w, "model", S("composer"));
	jw_str(&w, "store", !z->store ? S("none") : !answers ? S("away") : z->read_only ? S("read-only") : S("ok"));
	jw_end_object(&w);
	return true;
}

static void edition_json(struct jw *w, const struct pack *p, enum language lang)
{
	jw_object(w, "edition");
	jw_str(w, "id", p->id);
	jw_str(w, "title", p->title[lang]);
	jw_str(w, "version", p->version);
	jw_str(w, "state", p->state);
	jw_end_object(w);
}

/* The passage before or after it in the same section and language. */
static void neighbour(struct jw *w, const char *key, const struct pack *p, ptrdiff_t at, ptrdiff_t step)
{
	const struct passage *me = &p->passages.v[at];
	for (ptrdiff_t i = at + step; i >= 0 && i < p->passages.n && p->passages.v[i].concept == me->concept && p->passages.v[i].file == me->file;
	     i += step)
		if (p->passages.v[i].lang == me->lang && p->passages.v[i].section >= 0 && me->section >= 0) {
			jw_str(w, key, p->passages.v[i].id);
			return;
		}
	jw_null(w, key);
}

bool verb_passage(struct zhuyi *z, struct call *c)
{
	const struct pack *p = z->pack;
	str id = {c->in.id.p, (ptrdiff_t)c->in.id.n};
	const struct passage *x = pack_passage(p, id);
	if (!x) return fail_set(&c->rq.fail, RC_MISSING, "passage", "no such passage in this edition");
	enum language lang = (enum language)x->lang;
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_str(&w, "id", x->id);
	jw_str(&w, "text", x->text);
	jw_str(&w, "title", x->concept >= 0 ? p->concepts.v[x->concept].name[lang] : p->title[lang]);
	if (x->section >= 0) jw_str(&w, "section", section_name((enum section)x->section));
	else jw_null(&w, "section");
	jw_str(&w, "lang", lang == LANG_ZH ? S("zh") : S("en"));
	jw_str(&w, "file", p->files.v[x->file]);
	jw_i64(&w, "line", x->line);
	jw_array(&w, "sources");
	for (ptrdiff_t i = 0; i < x->source_count; i++) {
		const struct source *s = &p->sources.v[x->sources[i]];
		jw_object(&w, NULL);
		jw_str(&w, "id", s->id);
		jw_str(&w, "kind", s->kind);
		jw_str(&w, "title", s->title);
		jw_str(&w, "publisher", s->publisher);
		jw_str(&w, "year", s->year);
		jw_end_object(&w);
	}
	jw_end_array(&w);
	edition_json(&w, p, lang);
	jw_object(&w, "neighbours");
	neighbour(&w, "prev", p, x - p->passages.v, -1);
	neighbour(&w, "next", p, x - p->passages.v, 1);
	jw_end_object(&w);
	jw_end_object(&w);
	return true;
}

bool verb_departments(struct zhuyi *z, struct call *c)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_array(&w, "departments");
	for (ptrdiff_t i = 0; i < z->pack->concepts.n; i++) {
		const struct concept *d = &z->pack->concepts.v[i];
		if (d->department < 0) continue;
		jw_object(&w, NULL);
		jw_str(&w, "id", d->id);
		jw_str(&w, "zh", d->name[LANG_ZH]);
		jw_str(&w, "en", d->name[LANG_EN]);
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}
