#include "ledger/judge_int.h"

struct ledger_problem *judge_wrong(struct judge *j, enum ledger_wrong kind)
{
	struct ledger_report *r = j->report;
	struct ledger_problem *p = r->n < LEDGER_PROBLEMS_MAX ? &r->v[r->n++] : &j->spill;
	r->problems++;
	*p = (struct ledger_problem){kind, j->line, j->line, -1, -1, -1, -1, -1, 0};
	return p;
}

static struct ledger_problem *wrong_entry(struct judge *j, enum ledger_wrong kind, int64_t from, int64_t to)
{
	struct ledger_problem *p = judge_wrong(j, kind);
	p->index = from;
	p->index_to = to;
	return p;
}

static struct ledger_problem *wrong_head(struct judge *j, enum ledger_wrong kind, int64_t number, int64_t size)
{
	struct ledger_problem *p = judge_wrong(j, kind);
	p->head = p->head_to = number;
	p->size = size;
	return p;
}

void judge_unread(struct judge *j, ptrdiff_t at)
{
	struct ledger_problem *p = judge_wrong(j, LEDGER_FORM);
	p->byte = at + 1;
	j->unread++;
	if (!j->waiting.problem) j->waiting = (struct waiting){.kind = WAIT_UNREAD, .problem = p};
}

void judge_settle(struct judge *j, int64_t here)
{
	struct ledger_problem *p = j->waiting.problem;
	j->waiting.problem = NULL;
	if (!p) return;
	if (here <= j->next) {
		if (j->waiting.kind != WAIT_HEAD) return;
		p->kind = LEDGER_ORDER;
		p->index = p->index_to = -1;
		return;
	}
	bool moved = j->waiting.kind == WAIT_MOVED;
	if (!moved || here == j->waiting.index + 1) {
		if (moved) p->kind = LEDGER_MISSING;
		p->index = j->next;
		p->index_to = moved ? j->waiting.index - 1 : here - 1;
	}
	j->lost = true;
	j->next = here;
}

static void check_seen(struct judge *j)
{
	const struct head *seen = j->trust.seen;
	if (!seen || j->lost || j->next != seen->size) return;
	if (hash_eq(seen->root, merkle_root(&j->recorded)) || hash_eq(seen->root, merkle_root(&j->counted))) return;
	wrong_head(j, LEDGER_SEEN, seen->number, seen->size);
}

static void append(struct judge *j, struct hash recorded, struct hash counted)
{
	merkle_append(&j->recorded, recorded, NULL);
	merkle_append(&j->counted, counted, NULL);
	j->next++;
	check_seen(j);
}

/* The entry that waits belongs right behind this one, which came one line late. */
static bool swapped(struct judge *j, int64_t index, struct hash leaf)
{
	struct waiting w = j->waiting;
	if (!w.problem || w.kind != WAIT_MOVED || index != j->next || w.index != index + 1 || w.problem->line != j->line - 1) return false;
	j->waiting.problem = NULL;
	w.problem->kind = LEDGER_SWAPPED;
	w.problem->line_to = j->line;
	w.problem->index = index;
	w.problem->index_to = w.index;
	append(j, leaf, leaf);
	append(j, w.leaf, w.leaf);
	return true;
}

/* An entry that agrees with its hash: what it says of itself can be relied on. */
static void place_entry(struct judge *j, const struct entry *e, struct hash leaf)
{
	if (swapped(j, e->index, leaf)) return;
	judge_settle(j, e->index);
	if (e->index != j->next) {
		struct ledger_problem *p = wrong_entry(j, LEDGER_ORDER, e->index, e->index);
		if (e->index > j->next) j->waiting = (struct waiting){WAIT_MOVED, p, e->index, leaf};
		return;
	}
	if (e->time_ms < j->entry_time_ms) wrong_entry(j, LEDGER_TIME, e->index, e->index);
	j->entry_time_ms = e->time_ms;
	append(j, leaf, leaf);
}

void judge_entry(struct judge *j, str line)
{
	struct form f = {.text = line};
	struct entry e;
	struct hash recorded;
	form_word(&f, "{\"entry\":");
	ptrdiff_t from = f.at;
	form_entry(&f, &e);
	ptrdiff_t to = f.at;
	form_word(&f, ",\"hash\":\"");
	form_hex(&f, recorded.b, HASH_BYTES);
	form_word(&f, "\"}");
	if (!form_end(&f)) {
		judge_unread(j, f.at);
		return;
	}
	struct hash counted = merkle_leaf(str_slice(line, from, to));
	if (hash_eq(recorded, counted)) {
		place_entry(j, &e, counted);
		return;
	}
	if (j->waiting.problem) judge_settle(j, e.index);
	wrong_entry(j, LEDGER_LEAF, j->next, j->next); /* its place, not the index it claims: that may be what was changed */
	append(j, recorded, counted);
}

/* A root that fits one tree shows which half of each damaged line was changed. */
static void blame(struct judge *j, bool recorded)
{
	struct ledger_report *r = j->report;
	for (int i = 0; i < r->n; i++)
		if (r->v[i].kind == LEDGER_LEAF && r->v[i].line > j->sure_line) r->v[i].kind = recorded ? LEDGER_LEAF_ENTRY : LEDGER_LEAF_HASH;
}

static void root_fits(struct judge *j, const struct head *h, bool recorded)
{
	if (recorded) j->counted = j->recorded;
	else j->recorded = j->counted;
	blame(j, recorded);
	if (j->suspect) { /* the entries were right after all: it was that head */
		j->suspect->kind = LEDGER_HEAD;
		j->suspect->line = j->suspect->line_to;
		j->suspect->index = j->suspect->index_to = -1;
		j->suspect = NULL;
	}
	j->report->covered = h->size;
	j->sure_line = j->line;
}

static void check_root(struct judge *j, const struct head *h)
{
	if (j->lost) return;
	bool recorded = hash_eq(h->root, merkle_root(&j->recorded));
	if (recorded || hash_eq(h->root, merkle_root(&j->counted))) {
		root_fits(j, h, recorded);
		return;
	}
	if (h->size == j->report->covered) { /* nothing stands in between: it is the head */
		wrong_head(j, LEDGER_HEAD, h->number, h->size);
		return;
	}
	if (j->suspect) return; /* every later root differs too, and says nothing new */
	struct ledger_problem *p = j->suspect = wrong_head(j, LEDGER_ROOT, h->number, h->size);
	p->line = j->sure_line + 1;
	if (h->size > j->report->covered) p->index = j->report->covered, p->index_to = h->size - 1;
}

static void check_number(struct judge *j, const struct head *h)
{
	int64_t gap = h->number - j->head_next;
	struct ledger_problem *before = j->head_gap;
	if (gap < 0) {
		if (before && before->line == j->line - 1 && gap == -2) before->kind = LEDGER_SWAPPED, before->line_to = j->line;
		else wrong_head(j, LEDGER_ORDER, h->number, h->size);
		return;
	}
	if (gap > j->unread) {
		j->head_gap = wrong_head(j, LEDGER_MISSING_HEAD, j->head_next, -1);
		j->head_gap->head_to = h->number - 1;
	}
	j->unread = 0;
	j->head_next = h->number + 1;
}

static bool check_signature(struct judge *j, const struct head *h)
{
	if (!j->keyed) return true;
	if (str_eq(h->organisation, str_from(j->report->organisation)) && head_verify(h, &j->report->key)) {
		j->heads_signed++;
		return true;
	}
	wrong_head(j, LEDGER_SIGNATURE, j->head_next++, h->size); /* the number it should have: nothing it says can be relied on */
	j->heads_bad++;
	return false;
}

void judge_head(struct judge *j, str line)
{
	struct form f = {.text = line};
	struct head h;
	form_word(&f, "{\"head\":");
	form_head(&f, &h);
	form_word(&f, "}");
	if (!form_end(&f)) {
		judge_unread(j, f.at);
		return;
	}
	j->report->heads++;
	if (!check_signature(j, &h)) return;
	check_number(j, &h);
	if (h.time_ms < j->head_time_ms) wrong_head(j, LEDGER_TIME, h.number, h.size);
	j->head_time_ms = h.time_ms;
	judge_settle(j, h.size);
	if (h.size == j->next) {
		check_root(j, &h);
		return;
	}
	struct ledger_problem *p = wrong_head(j, h.size > j->next ? LEDGER_MISSING : LEDGER_ORDER, h.number, h.size);
	if (h.size < j->next) return;
	p->index = j->next;
	p->index_to = h.size - 1;
	j->waiting = (struct waiting){.kind = WAIT_HEAD, .problem = p};
}
