/* reminder.c - reminders as they are kept: read, made, changed, ended. */
#include "app/field.h"
#include "app/reminder_int.h"

#include "base/check.h"
#include "base/log.h"

static const char *const shown_kinds[] = {"drug", "measure", "visit", "vaccine", "other"};

bool reminder_is_shown(str kind)
{
	for (ptrdiff_t i = 0; i < COUNT(shown_kinds); i++)
		if (str_eq(kind, str_from(shown_kinds[i]))) return true;
	return false;
}

static bool is_watch(str kind)
{
	return str_eq(kind, S("watch"));
}

/* ---- as kept ---- */

static str write_text(struct call *c, const struct reminder *r)
{
	struct sb text = sb_new(&c->arena, 512);
	struct jw w = {&text, false};
	jw_object(&w, NULL);
	jw_str(&w, "kind", r->kind);
	jw_str(&w, "title", r->title);
	if (r->title_en.n) jw_str(&w, "title_en", r->title_en);
	jw_str(&w, "state", r->state);
	if (r->about.n) jw_raw(&w, "about", r->about);
	schedule_write(&w, &r->schedule);
	jw_end_object(&w);
	return sb_str(&text);
}

/* An object of texts, numbers and flags, written anew; nothing nested. */
static bool copy_about(str *out, jv about, struct arena *a, struct fail *fail)
{
	struct sb text = sb_new(a, 128);
	struct jw w = {&text, false};
	struct json_walk walk = {0};
	str key;
	jv value;
	*out = (str){"", 0};
	if (!about) return true;
	if (!json_is_object(about)) return fail_set(fail, RC_INPUT, "reminder", "\"about\" is no object");
	jw_object(&w, NULL);
	while (json_next(&walk, about, &key, &value)) {
		bool flag;
		const char *name = str_c(a, key);
		if (!value) continue;
		if (json_is_string(value)) jw_str(&w, name, json_text(value));
		else if (json_is_bool(value, &flag)) jw_bool(&w, name, flag);
		else if (json_text(value).n) jw_raw(&w, name, json_text(value));
		else return fail_set(fail, RC_INPUT, "reminder", "\"about\" has something nested in it");
	}
	jw_end_object(&w);
	*out = sb_str(&text);
	return out->n <= REMINDER_ABOUT_MAX || fail_set(fail, RC_LIMIT, "reminder", "\"about\" is longer than %d bytes", REMINDER_ABOUT_MAX);
}

static bool damaged(struct fail *fail)
{
	*fail = (struct fail){0};
	return fail_set(fail, RC_CORRUPT, "reminder", "a reminder cannot be read");
}

bool reminder_read(struct reminder *r, str id, str text, struct arena *a, struct fail *fail)
{
	jv v;
	struct fail none = {0};
	*r = (struct reminder){.id = id};
	if (!json_parse(&v, text, 4, &none)) return damaged(fail);
	r->kind = str_copy(a, json_str(v, "kind"));
	r->title = str_copy(a, json_str(v, "title"));
	r->title_en = str_copy(a, json_str(v, "title_en"));
	r->state = str_copy(a, json_str(v, "state"));
	bool ok = schedule_read(&r->schedule, v, 0, &none) && copy_about(&r->about, json_get(v, "about"), a, &none) &&
		  (reminder_is_shown(r->kind) || is_watch(r->kind));
	json_free(v);
	return ok || damaged(fail);
}

bool reminder_active(const struct reminder *r)
{
	return str_eq(r->state, S("active"));
}

bool reminders_of(struct zhuyi *z, const struct someone *s, struct reminders *out, int64_t now_ms, struct arena *a, struct fail *fail)
{
	struct item_rows rows;
	*out = (struct reminders){0};
	if (!store_items_of(z->store, &rows, s->org, s->person, S("reminder"), REMINDERS_MAX + 1, a, fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct reminder *r = ARENA_PUSH(a, out);
		const struct item_row *row = &rows.v[i];
		str text;
		struct fail why = {0};
		if (!people_unseal(s, &text, "item.sealed_body", S("reminder"), row->id, row->sealed_body, a, &why) ||
		    !reminder_read(r, row->id, text, a, &why)) { /* the others are shown all the same */
			log_event(LOG_ERROR, "reminder", "damaged", "%s", why.what);
			out->n--;
			continue;
		}
		r->changed_ms = row->at_ms, r->version = row->version;
		if (reminder_active(r)) (void)schedule_next(&r->schedule, now_ms, &r->next_ms);
	}
	return true;
}

bool reminder_keep(struct zhuyi *z, struct call *c, const struct someone *s, struct reminder *r)
{
	r->changed_ms = call_now(c), r->version++;
	return people_item_put(&z->people, s, S("reminder"), r->id, r->changed_ms, r->version, write_text(c, r), c->rq.rng, &c->arena, &c->rq.fail);
}

/* ---- changes ---- */

static bool wrong(struct call *c, const char *key, const char *how)
{
	return fail_set(&c->rq.fail, RC_INPUT, "reminder", "\"%s\" %s", key, how);
}

/* A member that is sent, even as null, takes the place of the old one. */
static bool line(struct call *c, jv in, const char *key, ptrdiff_t max, str *out)
{
	str sent;
	if (!field_line(c, in, key, max, &sent)) return false;
	if (field_has(in, key)) *out = str_copy(&c->arena, sent);
	return true;
}

static bool merge(struct call *c, jv in, struct reminder *r)
{
	if (!line(c, in, "kind", FIELD_LINE, &r->kind) || !line(c, in, "title", REMINDER_TITLE_MAX, &r->title) ||
	    !line(c, in, "title_en", REMINDER_TITLE_MAX, &r->title_en) || !line(c, in, "state", FIELD_LINE, &r->state))
		return false;
	if (!reminder_is_shown(r->kind) && !is_watch(r->kind)) return wrong(c, "kind", "is none of drug, measure, visit, vaccine, other");
	if (!r->title.n) return wrong(c, "title", "is missing or empty");
	if (!reminder_active(r) && !str_eq(r->state, S("paused"))) return wrong(c, "state", "is none of active, paused, ended");
	return (!json_get(in, "about") || copy_about(&r->about, json_get(in, "about"), &c->arena, &c->rq.fail)) &&
	       schedule_change(&r->schedule, in, call_now(c), &c->rq.fail);
}

static bool end_one(struct zhuyi *z, struct call *c, const struct someone *s, str id)
{
	return store_item_drop(z->store, s->org, s->person, S("reminder"), id, &c->rq.fail) &&
	       store_due_drop(z->store, s->org, s->person, id, &c->rq.fail) && person_leaf(z, c, s, S("reminder.ended"), id);
}

/* When it falls due next. What did not change is left as it stands: it may be due this second. */
static bool set_due(struct zhuyi *z, struct call *c, const struct someone *s, struct reminder *r, const struct reminder *was)
{
	int64_t now = call_now(c);
	bool same = was && reminder_active(was) && reminder_active(r) && memcmp(&was->schedule, &r->schedule, sizeof r->schedule) == 0;
	r->next_ms = 0;
	if (reminder_active(r) && schedule_next(&r->schedule, now, &r->next_ms)) {
		struct due_row due = {s->org, s->person, r->id, r->next_ms};
		return same || store_due_put(z->store, &due, &c->rq.fail);
	}
	return same || store_due_drop(z->store, s->org, s->person, r->id, &c->rq.fail);
}

static bool room_for_one(struct zhuyi *z, struct call *c, const struct someone *s)
{
	struct item_rows rows;
	struct arena scratch = c->arena;
	if (!store_items_of(z->store, &rows, s->org, s->person, S("reminder"), REMINDERS_MAX, &scratch, &c->rq.fail)) return false;
	return rows.n < REMINDERS_MAX || fail_set(&c->rq.fail, RC_LIMIT, "reminder", "there are %d reminders already", REMINDERS_MAX);
}

static bool make_one(struct zhuyi *z, struct call *c, const struct someone *s, jv in, struct reminder *r)
{
	char *id = ARENA_NEW(&c->arena, char, 27);
	*r = (struct reminder){.state = S("active"), .schedule = {.every = 1, .zone_min = ZONE_CHINA_MIN}};
	if (!room_for_one(z, c, s) || !merge(c, in, r)) return false;
	ulid_make(id, call_now(c), c->rq.rng);
	r->id = str_from(id);
	return reminder_keep(z, c, s, r) && set_due(z, c, s, r, NULL) && person_leaf(z, c, s, S("reminder.changed"), write_text(c, r));
}

static bool change_one(struct zhuyi *z, struct call *c, const struct someone *s, jv in, str id, struct reminder *r)
{
	struct item_row row;
	str text;
	id = str_copy(&c->arena, id);
	if (!ulid_valid(id)) return fail_set(&c->rq.fail, RC_MISSING, "reminder", "there is no such reminder");
	*r = (struct reminder){.id = id};
	struct fail why = {0};
	bool ends = str_eq(json_str(in, "state"), S("ended"));
	bool read = people_item_get(&z->people, s, &text, &row, S("reminder"), id, &c->arena, &why) && reminder_read(r, id, text, &c->arena, &why);
	if (!read && !(ends && why.rc == RC_CORRUPT)) return c->rq.fail = why, false;
	if (ends) return end_one(z, c, s, id); /* a damaged one too */
	r->version = row.version;
	struct reminder was = *r;
	return merge(c, in, r) && reminder_keep(z, c, s, r) && set_due(z, c, s, r, &was) &&
	       person_leaf(z, c, s, S("reminder.changed"), write_text(c, r));
}

bool reminder_put(struct zhuyi *z, struct call *c, const struct someone *s, jv in, struct reminder *r)
{
	if (!json_is_object(in)) return fail_set(&c->rq.fail, RC_INPUT, "reminder", "is no object");
	if (field_has(in, "id") && !json_is_string(json_get(in, "id"))) return wrong(c, "id", "is not a string");
	str id = json_str(in, "id");
	return id.n ? change_one(z, c, s, in, id, r) : make_one(z, c, s, in, r);
}

bool reminder_put_json(struct zhuyi *z, struct call *c, const struct someone *s, str json, char id[27])
{
	jv in;
	struct reminder r;
	id[0] = 0;
	if (!json_parse(&in, json, 6, &c->rq.fail)) return false;
	bool ok = reminder_put(z, c, s, in, &r);
	json_free(in);
	if (ok) memcpy(id, r.id.p, 26), id[26] = 0;
	return ok;
}
