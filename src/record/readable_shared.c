/* readable_shared.c - agreements, who looked, family, proof. */
#include "record/readable_int.h"

#include <stdlib.h>

static const char *comma(const struct page *p)
{
	return p->lang == READABLE_ZH ? "；" : "; ";
}

/* The name of somebody known by pseudonym: the person, a relation, else the pseudonym. */
static str name_of(const struct page *p, str who)
{
	if (str_eq(who, p->x->profile.person)) return page_value(p, "relation", S("self"));
	for (ptrdiff_t i = 0; i < p->x->relation_count; i++)
		if (str_eq(p->x->relations[i].other, who) && p->x->relations[i].name.n) return p->x->relations[i].name;
	return who;
}

static void write_consent(struct page *p, const struct export_consent *c)
{
	page_element(p, "<div class=\"item\"><p><b>", page_value(p, "purpose", c->purpose), "</b><span class=\"state\">");
	if (c->withdrawn_ms) {
		page_say(p, TEXT_WITHDRAWN);
		page_raw(p, " ");
		page_time(p, c->withdrawn_ms, true);
	} else page_say(p, TEXT_IN_FORCE);
	page_raw(p, "</span></p><p>");
	page_say(p, c->sensitive ? TEXT_SENSITIVE : TEXT_NOT_SENSITIVE);
	if (c->other.n) {
		page_raw(p, comma(p));
		page_say(p, TEXT_LIMITED_TO);
		page_element(p, " <bdi>", name_of(p, c->other), "</bdi>");
	}
	page_raw(p, comma(p));
	page_say(p, TEXT_GIVEN);
	page_raw(p, " ");
	page_time(p, c->given_ms, true);
	if (c->given_by.n && !str_eq(c->given_by, p->x->profile.person)) {
		page_raw(p, comma(p));
		page_say(p, TEXT_GIVEN_FOR);
		page_element(p, " <bdi>", name_of(p, c->given_by), "</bdi>");
	}
	page_raw(p, "</p>");
	page_element(p, "<p class=\"said\"><bdi>", p->lang == READABLE_ZH || !c->text_en.n ? c->text_zh : c->text_en, "</bdi></p>");
	if (c->edition.n) {
		page_raw(p, "<p class=\"quiet\">");
		page_say(p, TEXT_WORDS_EDITION);
		page_element(p, " ", c->edition, "");
		page_raw(p, "</p>");
	}
	page_raw(p, "</div>\n");
}

void page_consents(struct page *p)
{
	page_section(p, "consents", TEXT_CONSENTS, p->x->consent_count);
	if (!p->x->consent_count) page_element(p, "<p>", page_word(p, TEXT_NO_CONSENTS), "</p>");
	for (ptrdiff_t i = 0; i < p->x->consent_count; i++) write_consent(p, &p->x->consents[i]);
	page_raw(p, "</section>\n");
}

/* ---- tables: on a narrow screen each cell says what it is ---- */

static void write_table_head(struct page *p, const enum text *columns, int n)
{
	page_raw(p, "<table><thead><tr>");
	for (int i = 0; i < n; i++) page_element(p, "<th scope=\"col\">", page_word(p, columns[i]), "</th>");
	page_raw(p, "</tr></thead><tbody>\n");
}

static void begin_cell(struct page *p, enum text what, const char *css)
{
	sb_fmt(p->out, "<td%s data-is=\"", css);
	page_say(p, what);
	page_raw(p, "\">");
}

static void write_access(struct page *p, const struct export_access *a)
{
	page_raw(p, "<tr>");
	begin_cell(p, TEXT_WHEN, " class=\"num\"");
	page_time(p, a->at_ms, true);
	page_raw(p, "</td>");
	begin_cell(p, TEXT_WHO_LOOKED, "");
	page_element(p, "<bdi>", a->name.n ? a->name : name_of(p, a->actor), "</bdi>");
	page_element(p, " <span class=\"quiet\">", a->title.n ? a->title : page_value(p, "role", a->role), "</span>");
	page_raw(p, "</td>");
	begin_cell(p, TEXT_WHAT, "");
	page_text(p, page_value(p, "action", a->action));
	if (a->case_id.n) page_element(p, " <span class=\"id\">", a->case_id, "</span>");
	page_raw(p, "</td>");
	begin_cell(p, TEXT_WHY, "");
	page_text(p, page_value(p, "relation", a->relation));
	page_element(p, p->lang == READABLE_ZH ? "：<bdi>" : ": <bdi>", a->reason, "</bdi>");
	page_raw(p, "</td></tr>\n");
}

static int newest_first(const void *x, const void *y)
{
	const struct export_access *a = *(const struct export_access *const *)x, *b = *(const struct export_access *const *)y;
	if (a->at_ms != b->at_ms) return a->at_ms < b->at_ms ? 1 : -1;
	return str_cmp(b->id, a->id);
}

void page_looked(struct page *p)
{
	static const enum text columns[] = {TEXT_WHEN, TEXT_WHO_LOOKED, TEXT_WHAT, TEXT_WHY};
	ptrdiff_t n = p->x->access_count;
	page_section(p, "looked", TEXT_LOOKED, n);
	page_element(p, "<p class=\"quiet\">", page_word(p, n ? TEXT_LOOKED_NOTE : TEXT_NO_LOOKED), "</p>\n");
	if (n) {
		const struct export_access **sorted = ARENA_NEW(p->out->a, const struct export_access *, n);
		for (ptrdiff_t i = 0; i < n; i++) sorted[i] = &p->x->accesses[i];
		qsort(sorted, (size_t)n, sizeof *sorted, newest_first);
		write_table_head(p, columns, 4);
		for (ptrdiff_t i = 0; i < n; i++) write_access(p, sorted[i]);
		page_raw(p, "</tbody></table>\n");
	}
	page_raw(p, "</section>\n");
}

/* ---- family ---- */

static void write_relation(struct page *p, const struct export_relation *r)
{
	const char *kind = str_eq(r->side, S("for")) ? "kind for" : "kind by";
	page_element(p, "<div class=\"item\"><p><b><bdi>", r->name.n ? r->name : r->other, "</bdi></b><span class=\"state\">");
	page_text(p, page_value(p, "standing", r->state));
	page_element(p, "</span></p><p>", page_value(p, kind, r->kind), "");
	if (r->since_ms > 0) {
		page_raw(p, comma(p));
		page_say(p, TEXT_SINCE);
		page_raw(p, " ");
		page_time(p, r->since_ms, false);
	}
	if (r->until_ms > 0) {
		page_raw(p, comma(p));
		page_say(p, TEXT_UNTIL);
		page_raw(p, " ");
		page_time(p, r->until_ms, false);
	}
	page_raw(p, "</p></div>\n");
}

void page_relations(struct page *p)
{
	page_section(p, "relations", TEXT_RELATIONS, p->x->relation_count);
	if (!p->x->relation_count) page_element(p, "<p>", page_word(p, TEXT_NO_RELATIONS), "</p>");
	for (ptrdiff_t i = 0; i < p->x->relation_count; i++) write_relation(p, &p->x->relations[i]);
	page_raw(p, "</section>\n");
}

/* ---- proof ---- */

static void write_leaf(struct page *p, const struct export_decision *d)
{
	page_raw(p, "<tr>");
	begin_cell(p, TEXT_LEAF, " class=\"num\"");
	sb_i64(p->out, d->leaf);
	page_raw(p, "</td>");
	begin_cell(p, TEXT_WHEN, " class=\"num\"");
	page_time(p, d->at_ms, true);
	page_raw(p, "</td>");
	begin_cell(p, TEXT_DECISION, "");
	page_text(p, page_value(p, "decision", d->kind));
	page_element(p, " <span class=\"id\">", d->case_id, "</span>");
	page_raw(p, "</td>");
	begin_cell(p, TEXT_HASH, "");
	page_element(p, "<code>", d->hash, "</code>");
	page_raw(p, "</td></tr>\n");
}

static void write_signed_head(struct page *p, const struct export_head *h)
{
	if (!h->size) return;
	page_raw(p, "<p>");
	page_say(p, TEXT_HEAD);
	sb_fmt(p->out, " <span class=\"quiet\">%lld · ", (long long)h->size);
	page_time(p, h->time_ms, true);
	page_raw(p, "</span>");
	page_element(p, "<br><code>", h->root, "</code>");
	page_raw(p, "</p>\n");
}

void page_proof(struct page *p)
{
	static const enum text columns[] = {TEXT_LEAF, TEXT_WHEN, TEXT_DECISION, TEXT_HASH}, how[] = {TEXT_HOW_1, TEXT_HOW_2, TEXT_HOW_3};
	page_section(p, "proof", TEXT_PROOF, p->x->decision_count);
	page_element(p, "<p class=\"quiet\">", page_word(p, TEXT_PROOF_NOTE), "</p>\n");
	if (p->x->decision_count) {
		write_table_head(p, columns, 4);
		for (ptrdiff_t i = 0; i < p->x->decision_count; i++) write_leaf(p, &p->x->decisions[i]);
		page_raw(p, "</tbody></table>\n");
		write_signed_head(p, &p->x->head);
		page_raw(p, "<ol class=\"how\">");
		for (int i = 0; i < 3; i++) page_element(p, "<li>", page_word(p, how[i]), "</li>");
		page_raw(p, "</ol>\n");
	} else page_element(p, "<p>", page_word(p, TEXT_NO_PROOF), "</p>");
	page_raw(p, "</section>\n");
}
