/* verb_report.c - a photo of a laboratory report: read (nothing is kept, the photo neither), and what the person confirmed of it kept in the record. */
#include "app/care.h"
#include "app/field.h"
#include "app/report.h"
#include "app/resource.h"
#include "base/check.h"
#include "consult/labs_json.h"
#include "consult/report_image.h"
#include "policy/date.h"

#include <math.h>

/* ---- read ---- */

/* What the sure items say together, as POST /v1/labs has it; null when none is sure. What was not read for certain takes no part. */
static bool write_reading(struct zhuyi *z, struct call *c, const struct report_image *r, struct jw *w)
{
	struct sb text = sb_new(&c->arena, 4096);
	struct jw in = {&text, false};
	bool any = false;
	jw_object(&in, NULL);
	jw_str(&in, "lang", call_lang(c) == LANG_EN ? S("en") : S("zh"));
	jw_array(&in, "items");
	for (ptrdiff_t i = 0; i < r->items.n; i++) {
		const struct image_item *item = &r->items.v[i];
		if (item->doubt) continue;
		any = true;
		jw_object(&in, NULL);
		jw_str(&in, "name", item->name);
		jw_str(&in, "value", item->value);
		if (item->unit.n) jw_str(&in, "unit", item->unit);
		if (item->range.n) jw_str(&in, "range", item->range);
		jw_end_object(&in);
	}
	jw_end_array(&in);
	jw_end_object(&in);
	if (!any) return jw_null(w, "reading"), true;
	if (!json_parse(&c->more, sb_str(&text), 8, &c->rq.fail)) return false;
	jw_object(w, "reading");
	bool ok = labs_reply(z->pack, c->more, w, &c->arena, &c->rq.fail);
	jw_end_object(w);
	return ok;
}

/* The failures of the reader in both languages; what is not here is said by its kind. */
static void say_failure(struct call *c)
{
	static const struct {
		const char *what, *zh, *en;
	} rows[] = {
		{"not installed", "这台服务器没有安装识别照片的程序。", "Photo reading is not installed on this server."},
		{"neither PNG", "这不是 PNG 或 JPEG 照片。", "This is neither a PNG nor a JPEG picture."},
		{"too large: 80", "照片太小或太大：每边 80 到 12000 像素，总共不超过 4000 万像素。",
		 "The picture is too small or too large: 80 to 12,000 px a side, at most 40 million px."},
		{"no text", "照片上没有找到文字。", "No text was found on the picture."},
		{"too much memory", "这张照片太大，读不了。", "The picture is too large to be read."},
		{"is empty", "没有收到照片。", "No picture arrived."},
		{"larger than", "照片超过 8 MiB。", "The picture is larger than 8 MiB."},
		{"damaged", "照片文件损坏，请重新拍一张。", "The picture is damaged; please take another one."},
		{"too long", "识别时间太长，已停止。请拍得近一些、正一些再试。",
		 "Reading took too long and was stopped. Try a closer, straighter picture."},
		{"other pictures", "正在读别的照片，请过几秒再试。", "Other pictures are being read; try again in a few seconds."},
		{"", "照片没有读成，什么也没有保存。", "The picture could not be read; nothing was kept."},
	};
	ptrdiff_t i = 0;
	while (!strstr(c->rq.fail.what, rows[i].what)) i++;
	c->say[0] = rows[i].zh, c->say[1] = rows[i].en;
}

bool verb_report_read(struct zhuyi *z, struct call *c)
{
	struct ingest_page page;
	struct report_image report;
	struct jw w = {&c->reply, false};
	str picture = {c->in.body.p, (ptrdiff_t)c->in.body.n};
	if (!record_may_keep(z, c)) return false;
	if (!ingest_read(&z->ingest, &page, picture, &c->arena, &c->rq.fail)) return say_failure(c), false;
	report_image_read(&report, &page, z->pack, &c->arena);
	jw_object(&w, NULL);
	if (!write_reading(z, c, &report, &w)) return false;
	report_image_json(&report, z->pack, &w);
	jw_end_object(&w);
	return true;
}

/* ---- keep ---- */

struct keeping {
	struct labs_reading reading;
	str title, date;
	str *text, *id; /* of each Observation */
};

static bool read_head(struct call *c, struct keeping *k)
{
	enum { DAY_MS = 86400000 };
	struct date date;
	if (!field_line(c, c->body, "title", REPORT_TITLE_MAX, &k->title) || !field_line_needed(c, c->body, "date", 10, &k->date)) return false;
	if (!date_read(&date, k->date) || date.year < 1950 || date_begins_ms(date, ZONE_CHINA_MIN) > call_now(c) + DAY_MS)
		return fail_set(&c->rq.fail, RC_INPUT, "report", "\"date\" is no day from 1950 until today, written YYYY-MM-DD");
	if (!k->title.n) k->title = call_lang(c) == LANG_EN ? S("Laboratory report") : S("检验报告");
	return true;
}

static bool read_cells(struct call *c, jv items, bool *seen)
{
	static const char *const cells[] = {"name", "value", "unit", "range"};
	if (!json_is_array(items) || !json_count(items)) return fail_set(&c->rq.fail, RC_INPUT, "report", "\"items\" is missing or empty");
	if (json_count(items) > REPORT_ITEMS_KEPT_MAX)
		return fail_set(&c->rq.fail, RC_LIMIT, "report", "at most %d items are kept at a time", REPORT_ITEMS_KEPT_MAX);
	for (ptrdiff_t i = 0; i < json_count(items); i++) {
		str cell;
		jv item = json_at(items, i);
		for (int k = 0; k < COUNT(cells); k++)
			if (!(k < 2 ? field_line_needed : field_line)(c, item, cells[k], REPORT_CELL_MAX, &cell)) return false;
		seen[i] = json_flag(item, "seen");
	}
	return true;
}

/* The items as the laboratory engine takes them, with what is known of the person: a range that is not printed depends on it. */
static str labs_body(struct call *c, const struct keeping *k, str patient)
{
	struct sb text = sb_new(&c->arena, 8192);
	struct jw w = {&text, false};
	static const char *const cells[] = {"name", "value", "unit", "range"};
	jv items = json_get(c->body, "items");
	jw_object(&w, NULL);
	jw_str(&w, "lang", call_lang(c) == LANG_EN ? S("en") : S("zh"));
	jw_str(&w, "date", k->date);
	if (patient.n) jw_raw(&w, "patient", patient);
	jw_array(&w, "items");
	for (ptrdiff_t i = 0; i < json_count(items); i++) {
		jw_object(&w, NULL);
		for (int n = 0; n < COUNT(cells); n++)
			if (json_str(json_at(items, i), cells[n]).n) jw_str(&w, cells[n], json_str(json_at(items, i), cells[n]));
		jw_end_object(&w);
	}
	jw_end_array(&w);
	jw_end_object(&w);
	return sb_str(&text);
}

static bool read_labs(struct zhuyi *z, struct call *c, struct keeping *k)
{
	struct someone s;
	struct care care;
	jv body = NULL;
	bool ok = person_open(z, c, &s);
	if (!ok) return false;
	ok = care_open(z, c, &s, &care, (str){"", 0}) && json_parse(&body, labs_body(c, k, care.facts_json), 16, &c->rq.fail) &&
	     labs_read(&k->reading, z->pack, body, &c->arena, &c->rq.fail);
	for (ptrdiff_t i = 0; ok && i < k->reading.items.n; i++) { /* what it borrowed from the body */
		struct labs_item *item = &k->reading.items.v[i];
		item->name = str_copy(&c->arena, item->name), item->value = str_copy(&c->arena, item->value);
		item->unit = str_copy(&c->arena, item->unit), item->range = str_copy(&c->arena, item->range);
	}
	json_free(body);
	people_forget(&s);
	return ok;
}

/* A count below nothing cannot be, whoever confirms it. */
static bool refuse_impossible(struct call *c, const struct labs_reading *r)
{
	for (ptrdiff_t i = 0; i < r->items.n; i++) {
		const struct labs_item *item = &r->items.v[i];
		if (item->line.value.kind == LAB_NOTHING && item->line.value.number < 0)
			return fail_set(&c->rq.fail, RC_INPUT, "report", "item %td is below nothing, which cannot be", i + 1);
	}
	return true;
}

static void write_questions(struct jw *w, const struct report_questions *q)
{
	jw_array(w, "questions");
	for (ptrdiff_t i = 0; i < q->n; i++) {
		jw_object(w, NULL);
		jw_str(w, "code", str_from(q->v[i].code));
		jw_i64(w, "item", q->v[i].item);
		jw_str(w, "text_zh", q->v[i].say[0]);
		jw_str(w, "text_en", q->v[i].say[1]);
		jw_end_object(w);
	}
	jw_end_array(w);
}

static void write_reply(struct call *c, str id, ptrdiff_t kept, const struct report_questions *q)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	if (id.n) jw_str(&w, "id", id);
	else jw_null(&w, "id");
	jw_i64(&w, "kept", kept);
	write_questions(&w, q);
	jw_end_object(&w);
}

/* ---- a critical value of a report that is not old: said at once, and to the doctors ---- */

enum { ALERT_DAYS = 7 }; /* our own choice: laboratories report within days, and an old report told late is no emergency */

static bool is_fresh(const struct call *c, str date)
{
	struct date d;
	return date_read(&d, date) && call_now(c) - date_begins_ms(d, ZONE_CHINA_MIN) <= ALERT_DAYS * INT64_C(86400000);
}

static str worded(struct call *c, const struct labs_item *item, const char *form)
{
	struct sb b = sb_new(&c->arena, 256);
	sb_fmt(&b, form, STR_ARG(item->name), STR_ARG(item->value), STR_ARG(item->unit));
	return sb_str(&b);
}

static bool alert_critical(struct zhuyi *z, struct call *c, const struct someone *s, const struct keeping *k, ptrdiff_t i)
{
	const struct labs_item *item = &k->reading.items.v[i];
	struct sb rule = sb_new(&c->arena, 64), evidence = sb_new(&c->arena, 80);
	bool critical = item->finding.flag == LAB_CRITICAL_HIGH || item->finding.flag == LAB_CRITICAL_LOW;
	if (!critical || item->lab < 0 || !is_fresh(c, k->date)) return true;
	sb_fmt(&rule, "report/critical-" STR_FMT, STR_ARG(z->pack->concepts.v[z->pack->labs.v[item->lab].concept].id));
	sb_fmt(&evidence, "[{\"type\":\"Observation\",\"id\":\"" STR_FMT "\"}]", STR_ARG(k->id[i]));
	struct care_alert a = {
		.rule = sb_str(&rule),
		.tier = TIER_EMERGENCY,
		.to_doctor = true,
		.title = {S("化验危急值"), S("Critical laboratory value")},
		.text = {worded(c, item,
				STR_FMT " " STR_FMT " " STR_FMT "：这个结果到了危急值，可能很快危及生命。请现在就联系开单的医院，或者去急诊。"),
			 worded(c, item,
				STR_FMT " " STR_FMT " " STR_FMT ": this result is critical and may become dangerous quickly. Call the hospital that "
					"ordered it now, or go to an emergency department.")},
		.source = pack_source_titles(z->pack, S("critical-cn-2013"), &c->arena),
		.evidence = sb_str(&evidence),
	};
	return care_alert(z, c, s, &a);
}

static bool keep_write(struct zhuyi *z, struct call *c)
{
	struct keeping *k = c->work;
	struct report_questions none = {0};
	struct someone s;
	struct kept kept;
	ptrdiff_t n = k->reading.items.n;
	if (!record_may_keep(z, c) || !person_again(z, c, &s)) return false;
	bool ok = true;
	for (ptrdiff_t i = 0; ok && i < n; i++) {
		str text = report_observation(&k->reading.items.v[i], z->pack, s.person, k->date, &c->arena);
		ok = resource_put(z, c, &s, &kept, S("Observation"), (str){"", 0}, text, 0);
		if (ok) k->id[i] = kept.id;
	}
	for (ptrdiff_t i = 0; ok && i < n; i++) ok = alert_critical(z, c, &s, k, i);
	str report = report_diagnostic(k->title, s.person, k->date, k->id, n, &c->arena);
	ok = ok && resource_put(z, c, &s, &kept, S("DiagnosticReport"), (str){"", 0}, report, 0);
	ok = ok && resource_leaf(z, c, &s);
	people_forget(&s);
	if (ok) write_reply(c, kept.id, n, &none);
	return ok;
}

bool verb_report_keep(struct zhuyi *z, struct call *c)
{
	struct keeping *k = ARENA_NEW(&c->arena, struct keeping, 1);
	struct report_questions questions;
	bool *seen = ARENA_NEW(&c->arena, bool, REPORT_ITEMS_KEPT_MAX);
	jv items = json_get(c->body, "items");
	if (!call_writable(z, c) || !record_may_keep(z, c) || !read_head(c, k) || !read_cells(c, items, seen)) return false;
	if (!read_labs(z, c, k) || !refuse_impossible(c, &k->reading)) return false;
	report_ask(&questions, &k->reading, seen, &c->arena);
	if (questions.n && !json_flag(c->body, "confirm")) {
		write_reply(c, (str){"", 0}, 0, &questions);
		return true;
	}
	k->id = ARENA_NEW(&c->arena, str, k->reading.items.n + 1);
	c->work = k;
	c->write = keep_write;
	return true;
}
