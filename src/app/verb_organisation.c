/* verb_organisation.c - the hospital: its names and departments, what people agree to, how long what is kept. */
#include "app/field.h"
#include "app/own.h"

/* ---- reading ---- */

static bool departments_json(struct zhuyi *z, struct call *c, struct jw *w)
{
	struct department_rows rows;
	if (!store_departments(z->store, &rows, c->house->org, &c->arena, &c->rq.fail)) return false;
	jw_array(w, "departments");
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		jw_object(w, NULL);
		jw_str(w, "id", rows.v[i].id);
		jw_str(w, "name_zh", rows.v[i].name_zh);
		jw_str(w, "name_en", rows.v[i].name_en);
		jw_end_object(w);
	}
	jw_end_array(w);
	return true;
}

static void retention_json(struct jw *w)
{
	const struct keep_book *book = retention_book();
	jw_array(w, "retention");
	for (int i = 0; i < KEEPS; i++) {
		const struct keep_class *k = &book->v[i];
		jw_object(w, NULL);
		jw_str(w, "class", keep_name((enum keep)i));
		jw_str(w, "zh", k->zh);
		jw_str(w, "en", k->en);
		if (!k->for_ever) jw_i64(w, k->years ? "years" : "days", k->amount);
		jw_str(w, "from", k->from);
		jw_str(w, "source", k->source);
		jw_end_object(w);
	}
	jw_end_array(w);
}

static void consents_json(struct jw *w)
{
	jw_array(w, "consents");
	for (int p = 0; p < PURPOSES; p++)
		for (int sensitive = 0; sensitive < 2; sensitive++) {
			const struct consent_words *words = consent_words((enum purpose)p, sensitive);
			jw_object(w, NULL);
			jw_str(w, "purpose", purpose_name((enum purpose)p));
			jw_bool(w, "sensitive", sensitive);
			jw_str(w, "edition", words->edition);
			jw_str(w, "text_zh", words->zh);
			jw_str(w, "text_en", words->en);
			jw_end_object(w);
		}
	jw_end_array(w);
}

bool verb_organisation(struct zhuyi *z, struct call *c)
{
	const struct house_name *names = house_names(c->house);
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_str(&w, "id", c->house->org);
	jw_str(&w, "name_zh", names->name[0]);
	jw_str(&w, "name_en", names->name[1]);
	jw_bool(&w, "fictional", c->house->fictional);
	if (!departments_json(z, c, &w)) return false;
	retention_json(&w);
	consents_json(&w);
	jw_end_object(&w);
	return true;
}

/* ---- changing ---- */

struct organisation_work {
	str name[2];
	struct department_row department; /* id empty: none given */
	bool renames;
};

/* About nobody: its salts are forgotten, the leaf says when, not what. */
static bool change_write(struct zhuyi *z, struct call *c)
{
	struct organisation_work *w = c->work;
	struct trail_leaf leaf;
	struct sb body = sb_new(&c->arena, 512);
	struct jw j = {&body, false};
	bool ok = call_session_stands(z, c);
	if (ok && w->renames) ok = store_organisation_name(z->store, c->house->org, w->name[0], w->name[1], &c->rq.fail);
	if (ok && w->department.id.n) ok = store_department_put(z->store, &w->department, &c->rq.fail);
	if (!ok) return false;
	jw_object(&j, NULL);
	jw_str(&j, "name_zh", w->name[0]);
	jw_str(&j, "name_en", w->name[1]);
	jw_str(&j, "department", w->department.id);
	jw_end_object(&j);
	return trail_append(&c->house->trail, z->store, &c->rq, S("organisation.change"), S(""), sb_str(&body), &leaf);
}

static void change_after(struct zhuyi *z, struct call *c)
{
	struct organisation_work *w = c->work;
	(void)z;
	if (w->renames) house_rename(c->house, w->name[0], w->name[1]);
}

/* As ids are in the pack: a-z 0-9 _ -, 1..40 bytes. */
static bool department_id_valid(str id)
{
	for (ptrdiff_t i = 0; i < id.n; i++)
		if (!((id.p[i] >= 'a' && id.p[i] <= 'z') || (id.p[i] >= '0' && id.p[i] <= '9') || (i && (id.p[i] == '_' || id.p[i] == '-'))))
			return false;
	return id.n >= 1 && id.n <= 40;
}

static bool read_department(struct call *c, struct department_row *d)
{
	jv in = json_get(c->body, "department");
	if (!in) return true;
	if (!json_is_object(in)) return fail_set(&c->rq.fail, RC_INPUT, "organisation_change", "\"department\" is not an object");
	if (!field_line_needed(c, in, "id", FIELD_LINE, &d->id) || !field_line_needed(c, in, "name_zh", FIELD_LINE, &d->name_zh) ||
	    !field_line_needed(c, in, "name_en", FIELD_LINE, &d->name_en))
		return false;
	d->org = c->house->org;
	return department_id_valid(d->id) ||
	       fail_set(&c->rq.fail, RC_INPUT, "organisation_change", "a department's id has 1 to 40 of a-z, 0-9, _ and -");
}

bool verb_organisation_change(struct zhuyi *z, struct call *c)
{
	struct organisation_work *w = ARENA_NEW(&c->arena, struct organisation_work, 1);
	static const char *const keys[2] = {"name_zh", "name_en"};
	if (!call_writable(z, c) || !read_department(c, &w->department)) return false;
	for (int i = 0; i < 2; i++) {
		w->name[i] = house_names(c->house)->name[i];
		if (!field_has(c->body, keys[i])) continue;
		if (!field_line_needed(c, c->body, keys[i], FIELD_LINE, &w->name[i])) return false;
		w->renames = true;
	}
	if (!w->renames && !w->department.id.n) return fail_set(&c->rq.fail, RC_INPUT, "organisation_change", "nothing to change was given");
	sb_add(&c->reply, S("{}"));
	c->work = w;
	c->write = change_write;
	c->after = change_after;
	return true;
}
