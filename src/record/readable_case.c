/* readable_case.c - the consultations, newest first. */
#include "record/readable_int.h"

/* Something said in the consultation, in its own language. */
static void say(struct page *p, const struct case_view *c, const char *open, str s, const char *close)
{
	bool english = str_eq(c->lang, S("en"));
	if (!s.n) return;
	page_raw(p, open);
	if (english == (p->lang == READABLE_EN)) page_raw(p, "<bdi>");
	else page_raw(p, english ? "<bdi lang=\"en\">" : "<bdi lang=\"zh-CN\">");
	page_text(p, s);
	page_raw(p, "</bdi>");
	page_raw(p, close);
}

static void say_label(struct page *p)
{
	page_element(p, "<span class=\"ai\">", page_word(p, TEXT_LABEL_HERE), "</span>");
}

/* Each tier with a mark of its own shape, so that it is told without its colour. */
static const char *mark_of(str tier)
{
	if (str_eq(tier, S("emergency"))) return "▲ ";
	if (str_eq(tier, S("urgent"))) return "◆ ";
	return str_eq(tier, S("self_care")) ? "○ " : "■ ";
}

static const char *class_of(str tier)
{
	static const char *const tiers[] = {"emergency", "urgent", "self_care"};
	for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++)
		if (str_eq(tier, str_from(tiers[i]))) return tiers[i];
	return "routine";
}

static void write_notes(struct page *p, ptrdiff_t article, const struct view_sentence *s)
{
	if (s->note_count) page_raw(p, "&#8288;"); /* a word joiner: no line begins with a footnote */
	for (int i = 0; i < s->note_count; i++)
		sb_fmt(p->out, "<sup><a href=\"#s%td-%lld\">[%lld]</a></sup>", article, (long long)s->notes[i], (long long)s->notes[i]);
}

/* The tier in words and as a mark; then what to do, by when. A drug that must not be used or combined never gets a calm colour. */
static void write_first(struct page *p, ptrdiff_t article, const struct case_view *c)
{
	if (!c->tier.n && !c->headline.text.n) return;
	sb_fmt(p->out, "<div class=\"first %s\"><small>%s", c->stop ? "urgent" : class_of(c->tier), c->stop ? "✕ " : mark_of(c->tier));
	if (c->stop) {
		page_say(p, TEXT_STOP);
		page_raw(p, " · ");
	}
	page_text(p, page_value(p, "tier", c->tier));
	page_raw(p, "</small>");
	say(p, c, "<b>", c->headline.text, "");
	if (c->headline.text.n) {
		write_notes(p, article, &c->headline);
		page_raw(p, "</b>");
	}
	say(p, c, "<span>", c->act, "</span>");
	page_raw(p, "</div>\n");
}

static void write_part(struct page *p, ptrdiff_t article, const struct case_view *c, const struct view_part *part)
{
	if (part->title.n || part->about.n) {
		say(p, c, "<h4>", part->about, "");
		if (part->title.n) say(p, c, !part->about.n ? "<h4>" : str_eq(c->lang, S("en")) ? ": " : "：", part->title, "");
		page_raw(p, "</h4>");
	}
	page_raw(p, "<ul class=\"points\">");
	for (ptrdiff_t i = 0; i < part->sentences.n; i++) {
		if (!part->sentences.v[i].text.n) continue;
		say(p, c, "<li>", part->sentences.v[i].text, "");
		write_notes(p, article, &part->sentences.v[i]);
		page_raw(p, "</li>");
	}
	page_raw(p, "</ul>\n");
}

static void write_gap(struct page *p, const struct case_view *c, enum text title, const struct strs *lines)
{
	if (!lines->n) return;
	page_raw(p, "<div class=\"gap\"><b>");
	page_say(p, title);
	page_raw(p, "</b><ul>");
	for (ptrdiff_t i = 0; i < lines->n; i++) say(p, c, "<li>", lines->v[i], "</li>");
	page_raw(p, "</ul></div>\n");
}

static void write_held(struct page *p, const struct case_view *c)
{
	if (!c->held_reason.n && !c->held_meanwhile.n) return;
	page_raw(p, "<div class=\"gap\"><b>");
	page_say(p, TEXT_HELD);
	page_raw(p, "</b>");
	say(p, c, "<p>", c->held_reason, "</p>");
	say(p, c, "<p>", c->held_meanwhile, "</p>");
	page_raw(p, "</div>\n");
}

static void write_sources(struct page *p, ptrdiff_t article, const struct case_view *c)
{
	if (!c->sources.n && !c->edition.n) return;
	page_raw(p, "<div class=\"sources\"><b>");
	page_say(p, TEXT_SOURCES);
	page_raw(p, "</b><ol>");
	for (ptrdiff_t i = 0; i < c->sources.n; i++) {
		const struct view_source *s = &c->sources.v[i];
		sb_fmt(p->out, "<li id=\"s%td-%lld\"><span class=\"n\">[%lld]</span>", article, (long long)s->n, (long long)s->n);
		page_text(p, s->title);
		page_element(p, p->lang == READABLE_ZH ? "（" : " (", s->year, p->lang == READABLE_ZH ? "）" : ")");
		page_element(p, p->lang == READABLE_ZH ? "：“" : ": “", s->quote, "”");
		page_element(p, " <i>", page_value(p, "edition", s->state), "</i>");
		page_raw(p, "</li>");
	}
	page_raw(p, "</ol>");
	if (c->edition.n) {
		page_raw(p, "<p>");
		page_say(p, TEXT_EDITION);
		page_element(p, " ", c->edition, "");
		page_element(p, " <i>", page_value(p, "edition", c->edition_state), "</i>");
		page_raw(p, "</p>");
	}
	page_raw(p, "</div>\n");
}

static void write_reply(struct page *p, const struct view_reply *r)
{
	if (!r->given) return;
	page_raw(p, "<div class=\"reply\"><b>");
	page_say(p, str_eq(r->verdict, S("rejected")) ? TEXT_REPLY_REJECTED : TEXT_REPLY);
	page_raw(p, "</b>");
	page_element(p, "<p class=\"said\"><bdi>", r->text, "</bdi></p>");
	page_raw(p, "<p class=\"quiet\"><bdi>");
	page_text(p, r->by);
	page_element(p, r->by.n ? (p->lang == READABLE_ZH ? "，" : ", ") : "", r->title, "");
	page_raw(p, "</bdi>");
	if (r->licence.n) {
		page_raw(p, " · ");
		page_say(p, TEXT_LICENCE);
		page_element(p, " <bdi>", r->licence, "</bdi>");
	}
	page_raw(p, " · ");
	page_time(p, r->signed_ms, true);
	page_raw(p, "</p></div>\n");
}

/* The plan's parts when it has them, else the plain text: one of the two always holds all that was said. */
static void write_answer(struct page *p, ptrdiff_t article, const struct case_view *c)
{
	page_raw(p, "<div><p class=\"quiet\">");
	page_say(p, TEXT_ANSWER);
	page_raw(p, " ");
	say_label(p);
	page_raw(p, "</p>\n");
	write_first(p, article, c);
	for (ptrdiff_t i = 0; i < c->parts.n; i++) write_part(p, article, c, &c->parts.v[i]);
	if (!c->parts.n && !c->headline.text.n) say(p, c, "<p class=\"said\">", c->answer, "</p>");
	write_gap(p, c, TEXT_NOT_CHECKED, &c->not_checked);
	write_gap(p, c, TEXT_ASKED, &c->asks);
	write_held(p, c);
	write_sources(p, article, c);
	page_raw(p, "</div>\n");
}

static void write_case(struct page *p, ptrdiff_t article, const struct case_view *c)
{
	page_raw(p, "<article><p class=\"when\"><span>");
	page_time(p, c->created_ms, true);
	page_raw(p, "</span>");
	page_element(p, "<span>", page_value(p, "state", c->state), "</span>");
	page_raw(p, "<span>");
	page_say(p, TEXT_CASE_ID);
	page_element(p, " ", c->from->id, "");
	page_raw(p, "</span></p>\n");
	if (c->readable) {
		say(p, c, "<h3 class=\"asked\">", c->question, "</h3>\n");
		write_answer(p, article, c);
		write_reply(p, &c->reply);
	} else page_element(p, "<p>", page_word(p, TEXT_UNREADABLE), "</p>");
	page_raw(p, "</article>\n");
}

void page_cases(struct page *p)
{
	page_section(p, "cases", TEXT_CASES, p->cases->n);
	if (!p->cases->n) page_element(p, "<p>", page_word(p, TEXT_NO_CASES), "</p>");
	for (ptrdiff_t i = 0; i < p->cases->n; i++) write_case(p, i + 1, &p->cases->v[i]);
	page_raw(p, "</section>\n");
}
