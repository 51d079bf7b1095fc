/* readable_reminders.c - the readable page's reminders, and what the person was told. A person without any has no such section. */
#include "record/readable_int.h"

static void write_reminder(struct page *p, const struct export_reminder *r)
{
	page_element(p, "<p><b><bdi>", r->title, "</bdi></b> ");
	page_text(p, r->when);
	if (str_eq(r->state, S("paused"))) page_element(p, " <span class=\"quiet\">", page_value(p, "reminder", r->state), "</span>");
	page_raw(p, "</p>\n");
}

static void write_notice(struct page *p, const struct export_notice *n)
{
	page_raw(p, "<p><span class=\"quiet\">");
	page_time(p, n->at_ms, true);
	page_element(p, "</span> <b><bdi>", n->title, "</bdi></b> ");
	page_element(p, "<bdi>", n->text, "</bdi>");
	page_element(p, " <span class=\"quiet\">", page_value(p, "notice", n->state), "</span></p>\n");
}

void page_reminders(struct page *p)
{
	const struct record_export *x = p->x;
	if (x->reminder_count) {
		page_section(p, "reminders", TEXT_REMINDERS, x->reminder_count);
		for (ptrdiff_t i = 0; i < x->reminder_count; i++) write_reminder(p, &x->reminders[i]);
		page_raw(p, "</section>\n");
	}
	if (x->notice_count) {
		page_section(p, "notices", TEXT_NOTICES, x->notice_count);
		for (ptrdiff_t i = 0; i < x->notice_count; i++) write_notice(p, &x->notices[i]);
		page_raw(p, "</section>\n");
	}
}
