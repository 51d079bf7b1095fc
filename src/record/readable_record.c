/* readable_record.c - the readable page's health record: one line for each entry, newest first. What others wrote stays in their words. */
#include "record/readable_int.h"

static void cell(struct page *p, str s)
{
	page_element(p, "<td><bdi>", s, "</bdi></td>");
	if (!s.n) page_raw(p, "<td></td>");
}

static void write_entry(struct page *p, const struct export_resource *r)
{
	page_raw(p, "<tr><td>");
	if (r->at_ms) page_time(p, r->at_ms, false);
	page_raw(p, "</td>");
	cell(p, r->type);
	cell(p, r->title);
	page_raw(p, "<td><bdi>");
	page_text(p, r->value);
	page_element(p, " ", r->unit, "");
	page_raw(p, "</bdi></td>");
	cell(p, r->status);
	page_raw(p, "</tr>\n");
}

void page_record(struct page *p)
{
	const struct record_export *x = p->x;
	if (!x->resource_count) return;
	page_section(p, "record", TEXT_RECORD, x->resource_count);
	page_element(p, "<p class=\"quiet\">", page_word(p, TEXT_RECORD_NOTE), "</p>\n");
	page_raw(p, "<table><tbody>\n");
	for (ptrdiff_t i = 0; i < x->resource_count; i++) write_entry(p, &x->resources[i]);
	page_raw(p, "</tbody></table></section>\n");
}
