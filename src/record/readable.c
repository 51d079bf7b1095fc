#include "record/readable_int.h"

#include "record/aigc.h"
#include "record/day.h"

#include <stdio.h>

/* ---- small pieces ---- */

void page_raw(struct page *p, const char *html)
{
	sb_add(p->out, str_from(html));
}

void page_text(struct page *p, str s)
{
	html_text(p->out, s);
}

void page_say(struct page *p, enum text which)
{
	page_text(p, page_word(p, which));
}

void page_time(struct page *p, int64_t ms, bool with_clock)
{
	enum { DAY_MIN = 1440 };
	if (ms <= 0) return;
	struct day d = day_of(ms, DAY_ZONE_MIN);
	int minute = (int)((ms / 60000 + DAY_ZONE_MIN) % DAY_MIN);
	sb_fmt(p->out, "<time>%04d-%02d-%02d", d.y, d.m, d.d);
	if (with_clock) sb_fmt(p->out, " %02d:%02d", minute / 60, minute % 60);
	page_raw(p, "</time>");
}

void page_element(struct page *p, const char *open, str s, const char *close)
{
	if (!s.n) return;
	page_raw(p, open);
	page_text(p, s);
	page_raw(p, close);
}

void page_section(struct page *p, const char *id, enum text title, ptrdiff_t count)
{
	sb_fmt(p->out, "<section aria-labelledby=\"%s\"><h2 id=\"%s\">", id, id);
	page_say(p, title);
	if (count >= 0) sb_fmt(p->out, "<small>%td</small>", count);
	page_raw(p, "</h2>\n");
}

static void term(struct page *p, enum text what, str value, bool known)
{
	page_raw(p, "<div><dt>");
	page_say(p, what);
	page_raw(p, known ? "</dt><dd><bdi>" : "</dt><dd class=\"unknown\"><bdi>");
	page_text(p, value);
	page_raw(p, "</bdi></dd></div>\n");
}

void page_term(struct page *p, enum text what, str value)
{
	term(p, what, value.n ? value : page_word(p, TEXT_NOT_TOLD), value.n > 0);
}

/* ---- head ---- */

static bool is_zh(const struct page *p)
{
	return p->lang == READABLE_ZH;
}

static void write_title(struct page *p)
{
	str name = p->x->profile.name;
	if (!name.n) page_say(p, TEXT_TITLE_NO_NAME);
	if (name.n && !is_zh(p)) page_say(p, TEXT_TITLE);
	page_text(p, name);
	if (name.n && is_zh(p)) page_say(p, TEXT_TITLE);
}

static void write_aigc(struct page *p, struct arena *a)
{
	struct sb json = sb_new(a, 256);
	if (!p->cases->n) return;
	aigc_json(&json, p->x);
	page_element(p, "<meta name=\"AIGC\" content=\"", sb_str(&json), "\">\n");
}

static void write_head(struct page *p, struct arena *a)
{
	sb_fmt(p->out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", is_zh(p) ? "zh-CN" : "en");
	page_raw(p, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
	page_raw(p, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
	page_raw(p, "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n<meta name=\"generator\" "
		    "content=\"zhuyi");
	if (p->x->version.n) page_raw(p, " ");
	page_text(p, p->x->version);
	page_raw(p, "\">\n");
	write_aigc(p, a);
	page_raw(p, "<title>");
	write_title(p);
	page_raw(p, "</title>\n<style>");
	page_raw(p, page_style);
	page_raw(p, "</style>\n</head>\n<body>\n");
}

static void write_label(struct page *p)
{
	page_say(p, p->cases->n ? TEXT_LABEL_HEAD : TEXT_LABEL_NONE);
	page_raw(p, is_zh(p) ? "。" : ".");
}

static void write_contents(struct page *p)
{
	static const struct {
		const char *id;
		enum text title;
	} sections[] = {{"who", TEXT_WHO},       {"told", TEXT_TOLD},           {"cases", TEXT_CASES}, {"consents", TEXT_CONSENTS},
			{"looked", TEXT_LOOKED}, {"relations", TEXT_RELATIONS}, {"proof", TEXT_PROOF}};
	page_element(p, "<nav aria-label=\"", page_word(p, TEXT_CONTENTS), "\"><ol>");
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		sb_fmt(p->out, "<li><a href=\"#%s\">", sections[i].id);
		page_say(p, sections[i].title);
		page_raw(p, "</a></li>");
	}
	if (p->x->resource_count) page_element(p, "<li><a href=\"#record\">", page_word(p, TEXT_RECORD), "</a></li>");
	if (p->x->reminder_count) page_element(p, "<li><a href=\"#reminders\">", page_word(p, TEXT_REMINDERS), "</a></li>");
	if (p->x->notice_count) page_element(p, "<li><a href=\"#notices\">", page_word(p, TEXT_NOTICES), "</a></li>");
	page_raw(p, "</ol></nav>\n");
}

static void write_header(struct page *p)
{
	str org = is_zh(p) || !p->x->org_en.n ? p->x->org_zh : p->x->org_en;
	page_raw(p, "<header>\n");
	page_element(p, "<p class=\"quiet\"><bdi>", org, "</bdi></p>\n");
	page_raw(p, "<h1><bdi>");
	write_title(p);
	page_raw(p, "</bdi></h1>\n<p class=\"quiet\">");
	page_say(p, TEXT_MADE_AT);
	page_raw(p, " ");
	page_time(p, p->x->now_ms, true);
	page_raw(p, is_zh(p) ? "（东八区）</p>\n" : " (UTC+8)</p>\n");
	page_raw(p, "<div class=\"label\">");
	if (p->x->fictional) page_element(p, "<p class=\"fiction\">", page_word(p, TEXT_FICTIONAL), "</p>");
	write_label(p);
	page_raw(p, "</div>\n");
	write_contents(p);
	page_raw(p, "</header>\n");
}

/* ---- who, and what was told ---- */

static void write_emergency(struct page *p)
{
	const struct contact *c = &p->x->profile.emergency;
	bool known = c->name.n || c->phone.n;
	page_raw(p, "<div><dt>");
	page_say(p, TEXT_EMERGENCY);
	page_raw(p, known ? "</dt><dd>" : "</dt><dd class=\"unknown\">");
	if (!known) page_say(p, TEXT_NOT_TOLD);
	page_element(p, "<bdi>", c->name, "</bdi>");
	page_element(p, is_zh(p) ? "（<bdi>" : " (<bdi>", c->relation, is_zh(p) ? "</bdi>）" : "</bdi>)");
	page_element(p, c->name.n || c->relation.n ? " <bdi>" : "<bdi>", c->phone, "</bdi>");
	page_raw(p, "</dd></div>\n");
}

static void write_who(struct page *p)
{
	const struct profile *who = &p->x->profile;
	page_section(p, "who", TEXT_WHO, -1);
	page_raw(p, "<dl>\n");
	page_term(p, TEXT_NAME, who->name);
	page_term(p, TEXT_BIRTH, who->birth);
	page_term(p, TEXT_SEX, page_value(p, "sex", who->sex));
	page_term(p, TEXT_PHONE, who->phone);
	write_emergency(p);
	if (p->x->login.n) page_term(p, TEXT_LOGIN, p->x->login);
	page_term(p, TEXT_PSEUDONYM, who->person);
	page_raw(p, "</dl></section>\n");
}

static void write_told_list(struct page *p, enum text what, const struct told_list *list)
{
	if (!list->n) {
		term(p, what, page_word(p, list->known ? TEXT_NONE_TOLD : TEXT_NOT_TOLD), list->known);
		return;
	}
	page_raw(p, "<div><dt>");
	page_say(p, what);
	page_raw(p, "</dt><dd><ul>");
	for (ptrdiff_t i = 0; i < list->n; i++) page_element(p, "<li><bdi>", list->v[i], "</bdi></li>");
	page_raw(p, "</ul></dd></div>\n");
}

static void write_measure(struct page *p, enum text what, str number, const char *unit)
{
	char text[64];
	int n = snprintf(text, sizeof text, STR_FMT " %s", (int)(number.n < 32 ? number.n : 32), number.p ? number.p : "", unit);
	page_term(p, what, number.n ? (str){text, n} : number);
}

static void write_told(struct page *p)
{
	const struct person_facts *t = &p->x->facts;
	page_section(p, "told", TEXT_TOLD, -1);
	page_raw(p, "<p class=\"quiet\">");
	page_say(p, TEXT_TOLD_NOTE);
	page_raw(p, " ");
	page_time(p, p->x->facts_ms, true);
	page_raw(p, "</p>\n<dl>\n");
	if (t->birth.n && !str_eq(t->birth, p->x->profile.birth)) page_term(p, TEXT_BIRTH, t->birth);
	if (t->sex.n && !str_eq(t->sex, p->x->profile.sex)) page_term(p, TEXT_SEX, page_value(p, "sex", t->sex));
	write_told_list(p, TEXT_ALLERGIES, &t->allergies);
	write_told_list(p, TEXT_CONDITIONS, &t->conditions);
	write_told_list(p, TEXT_DRUGS, &t->drugs);
	write_measure(p, TEXT_WEIGHT, t->weight_kg, "kg");
	write_measure(p, TEXT_HEIGHT, t->height_cm, "cm");
	page_term(p, TEXT_PREGNANT, t->pregnant == TRI_UNKNOWN ? (str){"", 0} : page_word(p, t->pregnant == TRI_YES ? TEXT_YES : TEXT_NO));
	page_raw(p, "</dl></section>\n");
}

/* ---- foot ---- */

static void write_foot(struct page *p)
{
	struct uuid number = aigc_number(p->x);
	page_raw(p, "</main>\n<footer><div><p>");
	write_label(p);
	page_raw(p, "</p><p>");
	page_say(p, TEXT_FOOT);
	page_element(p, " ", p->x->version, "");
	page_raw(p, " · ");
	page_say(p, TEXT_NUMBER);
	page_raw(p, " <code>");
	page_raw(p, number.s);
	page_raw(p, "</code></p></div></footer>\n</body>\n</html>\n");
}

void readable_write(struct sb *out, const struct record_export *x, const struct case_views *cases, enum readable_lang lang, struct arena *a)
{
	struct page p = {out, x, cases, lang};
	write_head(&p, a);
	write_header(&p);
	page_raw(&p, "<main>\n");
	write_who(&p);
	write_told(&p);
	page_cases(&p);
	page_consents(&p);
	page_looked(&p);
	page_relations(&p);
	page_record(&p);
	page_reminders(&p);
	page_proof(&p);
	write_foot(&p);
}
