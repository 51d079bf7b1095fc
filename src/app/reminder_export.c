/* reminder_export.c - reminders and notices for the export of a person, as they are kept. */
#include "app/reminder_int.h"

#include "base/log.h"

enum { EVERY = 1000000 };

/* One that is damaged says so; the others are exported all the same. */
static void put_body(struct jw *w, bool opened, str text, const struct fail *why)
{
	if (opened) {
		jw_raw(w, "body", text);
		return;
	}
	log_event(LOG_ERROR, "export", "damaged", "%s", why->what);
	jw_bool(w, "damaged", true);
}

/* Both forms of a list are made in one walk: JSON as kept, and what the page shows. */
struct lists {
	const struct someone *s;
	enum language lang;
	struct arena *a;
	struct sb json;
	struct jw w;
};

static void begin_list(struct lists *l, const char *name)
{
	l->json = sb_new(l->a, 4096);
	l->w = (struct jw){&l->json, false};
	jw_object(&l->w, NULL);
	jw_array(&l->w, name);
}

static str end_list(struct lists *l)
{
	jw_end_array(&l->w);
	jw_end_object(&l->w);
	return sb_str(&l->json);
}

/* ---- reminders ---- */

static void add_days(struct sb *out, const struct schedule *s, bool en)
{
	static const char *const names[2][7] = {{"一", "二", "三", "四", "五", "六", "日"}, {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}};
	bool first = true;
	for (int i = 0; i < 7; i++) {
		if (!(s->weekdays >> i & 1)) continue;
		sb_fmt(out, "%s%s", first ? (en ? " on " : "，周") : en ? ", " : "、", names[en][i]);
		first = false;
	}
}

/* "every day", "every 3 days": the one that comes each time has words of its own. */
static void add_every(struct sb *out, const struct schedule *s, bool en)
{
	static const char *const once[2][3] = {{"每天", "每周", "每月"}, {"every day", "every week", "every month"}};
	static const char *const often[2][3] = {{"每 %d 天", "每 %d 周", "每 %d 个月"}, {"every %d days", "every %d weeks", "every %d months"}};
	if (s->every == 1) sb_add(out, str_from(once[en][s->unit]));
	else {
		const char *words = often[en][s->unit], *hole = strstr(words, "%d");
		sb_add(out, (str){words, hole - words});
		sb_i64(out, s->every);
		sb_add(out, str_from(hole + 2));
	}
}

static str when_of(const struct schedule *s, enum language lang, struct arena *a)
{
	struct sb out = sb_new(a, 128);
	bool en = lang == LANG_EN;
	switch (s->unit) {
	case SCHEDULE_DAYS: add_every(&out, s, en); break;
	case SCHEDULE_WEEKS:
		add_every(&out, s, en);
		add_days(&out, s, en);
		break;
	case SCHEDULE_MONTHS:
		add_every(&out, s, en);
		sb_fmt(&out, en ? " on day %d" : " %d 日", s->from.day);
		break;
	case SCHEDULE_DATES:
		for (int i = 0; i < s->date_count; i++)
			sb_fmt(&out, "%s%04d-%02d-%02d", i ? ", " : "", s->dates[i].year, s->dates[i].month, s->dates[i].day);
	}
	for (int i = 0; i < s->time_count; i++) sb_fmt(&out, "%s%02d:%02d", i ? ", " : en ? "; " : "；", s->times[i] / 60, s->times[i] % 60);
	if (s->unit != SCHEDULE_DATES)
		sb_fmt(&out, en ? "; from %04d-%02d-%02d" : "；从 %04d-%02d-%02d 起", s->from.year, s->from.month, s->from.day);
	if (s->until.year) sb_fmt(&out, en ? " until %04d-%02d-%02d" : "，到 %04d-%02d-%02d", s->until.year, s->until.month, s->until.day);
	return sb_str(&out);
}

static void add_reminder(struct lists *l, const struct item_row *row, struct export_reminder *v, ptrdiff_t *n)
{
	str text;
	struct reminder r;
	struct fail why = {0};
	bool opened = people_unseal(l->s, &text, "item.sealed_body", S("reminder"), row->id, row->sealed_body, l->a, &why);
	jw_object(&l->w, NULL);
	jw_str(&l->w, "id", row->id);
	jw_i64(&l->w, "changed_ms", row->at_ms);
	put_body(&l->w, opened, text, &why);
	jw_end_object(&l->w);
	if (!opened || !reminder_read(&r, row->id, text, l->a, &why) || !reminder_is_shown(r.kind)) return;
	str title = l->lang == LANG_EN && r.title_en.n ? r.title_en : r.title;
	v[(*n)++] = (struct export_reminder){title, when_of(&r.schedule, l->lang, l->a), r.state};
}

static void add_notice(struct lists *l, const struct notice_row *row, struct export_notice *v)
{
	str text;
	struct notice_words t;
	struct fail why = {0}, none = {0};
	bool opened = people_unseal(l->s, &text, "notice.sealed_body", (str){"", 0}, row->id, row->sealed_body, l->a, &why);
	jw_object(&l->w, NULL);
	jw_str(&l->w, "id", row->id);
	jw_str(&l->w, "kind", row->kind);
	jw_i64(&l->w, "at_ms", row->at_ms);
	jw_str(&l->w, "state", row->state);
	if (row->answered_ms) jw_i64(&l->w, "answered_ms", row->answered_ms);
	put_body(&l->w, opened, text, &why);
	jw_end_object(&l->w);
	if (!notice_open(l->s, row, l->lang, &t, l->a, &none)) t = (struct notice_words){.title = notice_damaged(l->lang)};
	*v = (struct export_notice){row->at_ms, t.title, t.text, row->state};
}

bool reminders_export(struct zhuyi *z, const struct someone *s, struct record_export *x, enum language lang, struct arena *a, struct fail *fail)
{
	struct item_rows items;
	struct notice_rows notices;
	struct lists l = {.s = s, .lang = lang, .a = a};
	struct export_document *documents = ARENA_NEW(a, struct export_document, 2);
	if (!store_items_of(z->store, &items, s->org, s->person, S("reminder"), EVERY, a, fail) ||
	    !store_notices_of(z->store, &notices, s->org, s->person, 0, INT64_MAX, EVERY, a, fail))
		return false;
	struct export_reminder *r = ARENA_NEW(a, struct export_reminder, items.n + 1);
	struct export_notice *n = ARENA_NEW(a, struct export_notice, notices.n + 1);
	begin_list(&l, "reminders");
	for (ptrdiff_t i = 0; i < items.n; i++) add_reminder(&l, &items.v[i], r, &x->reminder_count);
	if (items.n)
		documents[x->document_count++] = (struct export_document){"reminders", S("提醒，按保存的原样 · Reminders as kept"),
									  S("提醒 · Reminders"), end_list(&l)};
	begin_list(&l, "notices");
	for (ptrdiff_t i = 0; i < notices.n; i++) add_notice(&l, &notices.v[i], &n[i]);
	if (notices.n)
		documents[x->document_count++] = (struct export_document){
			"notices", S("收到过的提醒和通知，按保存的原样 · What the person was told, as kept"), S("通知 · Notices"), end_list(&l)};
	x->documents = documents, x->reminders = r, x->notices = n;
	x->notice_count = notices.n;
	return true;
}
