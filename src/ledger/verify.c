#include "ledger/verify.h"

#include "base/check.h"
#include "ledger/judge_int.h"

#include <stdio.h>

static const char *const texts[LEDGER_WRONGS] = {
	[LEDGER_FORM] = "not a line this ledger writes",
	[LEDGER_HEADER] = "organisation, key and log id do not belong together",
	[LEDGER_NO_HEADER] = "the header is missing",
	[LEDGER_KEY] = "not the key that was expected",
	[LEDGER_KEY_UNUSED] = "not one head is signed with this key",
	[LEDGER_LEAF] = "the entry and its recorded hash disagree",
	[LEDGER_LEAF_ENTRY] = "the entry was changed; its recorded hash is the signed one",
	[LEDGER_LEAF_HASH] = "the recorded hash was changed; the entry is the signed one",
	[LEDGER_ROOT] = "what stands here does not give the signed root",
	[LEDGER_HEAD] = "signed, but its root is not that of the entries",
	[LEDGER_SIGNATURE] = "not signed by the key and organisation of line 1",
	[LEDGER_ORDER] = "out of its place",
	[LEDGER_SWAPPED] = "the two lines stand in each other's place",
	[LEDGER_REPEATED] = "the same line as the one before",
	[LEDGER_MISSING] = "missing before this line",
	[LEDGER_MISSING_HEAD] = "missing before this line",
	[LEDGER_TIME] = "earlier than the one before",
	[LEDGER_UNSIGNED] = "covered by no signed head",
	[LEDGER_COUNT] = "the last line counts otherwise",
	[LEDGER_CUT] = "the export stops here, without its last line",
	[LEDGER_SEEN] = "contradicts the head seen before",
};

static void put_range(struct sb *out, const char *one, const char *many, int64_t from, int64_t to)
{
	if (from < 0) return;
	if (out->n) sb_add(out, S(", "));
	if (from == to) sb_fmt(out, "%s %lld", one, (long long)from);
	else sb_fmt(out, "%s %lld to %lld", many, (long long)from, (long long)to);
}

void ledger_problem_text(char out[LEDGER_PROBLEM_BYTES], const struct ledger_problem *p)
{
	char room[FORM_BYTES_MAX];
	struct arena arena;
	struct sb text = form_builder(&arena, room);
	ASSERT(p->kind >= 0 && p->kind < LEDGER_WRONGS);
	put_range(&text, "line", "lines", p->line, p->line_to);
	if (p->byte) put_range(&text, "byte", "", p->byte, p->byte);
	put_range(&text, "entry", "entries", p->index, p->index_to);
	put_range(&text, "head", "heads", p->head, p->head_to);
	if (p->size >= 0) sb_fmt(&text, " of size %lld", (long long)p->size);
	sb_fmt(&text, ": %s", texts[p->kind]);
	snprintf(out, LEDGER_PROBLEM_BYTES, STR_FMT, STR_ARG(sb_str(&text)));
}

static void use_header(struct judge *j, str organisation, const struct public_key *key)
{
	struct ledger_report *r = j->report;
	const struct head *seen = j->trust.seen;
	j->keyed = true;
	r->key = *key;
	memcpy(r->organisation, organisation.p, (size_t)organisation.n);
	if (j->trust.key && memcmp(j->trust.key->b, key->b, KEY_PUBLIC_BYTES) != 0) judge_wrong(j, LEDGER_KEY);
	else if (seen && !(str_eq(seen->organisation, organisation) && head_verify(seen, key))) judge_wrong(j, LEDGER_SEEN);
}

static void judge_header(struct judge *j, str line)
{
	struct form f = {.text = line};
	struct public_key key;
	struct hash log;
	form_word(&f, "{\"format\":\"" FORM_EXPORT "\",\"key\":\"");
	form_hex(&f, key.b, KEY_PUBLIC_BYTES);
	form_word(&f, "\",\"log\":\"");
	form_hex(&f, log.b, HASH_BYTES);
	form_word(&f, "\",\"organisation\":\"");
	str organisation = form_id(&f);
	form_word(&f, "\"}");
	if (!form_end(&f) || !organisation.n) judge_unread(j, f.at);
	else if (!hash_eq(log, head_log_id(organisation, &key))) judge_wrong(j, LEDGER_HEADER);
	else if (j->keyed || j->line > 2) judge_wrong(j, LEDGER_ORDER);
	else use_header(j, organisation, &key);
}

static void judge_end(struct judge *j, str line)
{
	struct form f = {.text = line};
	form_word(&f, "{\"end\":{\"entries\":");
	int64_t entries = form_number(&f);
	form_word(&f, ",\"heads\":");
	int64_t heads = form_number(&f);
	form_word(&f, "}}");
	if (!form_end(&f)) {
		judge_unread(j, f.at);
		return;
	}
	j->ended = true;
	judge_settle(j, entries);
	bool heads_agree = heads == j->head_next || (heads > j->head_next && heads - j->head_next <= j->unread);
	if (entries != j->next || !heads_agree) judge_wrong(j, LEDGER_COUNT);
}

static bool is_entry(str line)
{
	return str_starts(line, S("{\"entry\":"));
}

static bool repeated(struct judge *j, str line)
{
	bool same = j->line > 1 && str_eq(line, (str){j->last, j->last_n});
	if (same) {
		struct ledger_problem *p = judge_wrong(j, LEDGER_REPEATED);
		if (is_entry(line)) p->index = p->index_to = j->next - 1;
	}
	memcpy(j->last, line.p, (size_t)line.n);
	j->last_n = line.n;
	return same;
}

static void judge_line(struct judge *j, str line)
{
	bool header = str_starts(line, S("{\"format\":")), entry = is_entry(line), head = str_starts(line, S("{\"head\":")),
	     end = str_starts(line, S("{\"end\":"));
	if (repeated(j, line)) return;
	if (j->line == 1 && (entry || head || end)) judge_wrong(j, LEDGER_NO_HEADER);
	if (j->line == 2 && header) judge_wrong(j, LEDGER_ORDER);
	if (j->ended) judge_wrong(j, LEDGER_ORDER);
	else if (entry) judge_entry(j, line);
	else if (head) judge_head(j, line);
	else if (end) judge_end(j, line);
	else if (header || j->line == 1) judge_header(j, line);
	else judge_unread(j, 0);
}

/* Takes lines apart. A line longer than any the ledger writes is not kept, only passed over. */
struct cutter {
	struct judge *judge;
	char line[FORM_BYTES_MAX];
	ptrdiff_t n; /* bytes of the line so far, also those not kept */
};

static void cut_byte(struct cutter *c, char byte)
{
	if (byte != '\n') {
		if (c->n < FORM_BYTES_MAX) c->line[c->n] = byte;
		c->n++;
		return;
	}
	c->judge->line++;
	if (c->n > FORM_BYTES_MAX) judge_unread(c->judge, FORM_BYTES_MAX);
	else judge_line(c->judge, (str){c->line, c->n});
	c->n = 0;
}

static void finish(struct judge *j, bool cut)
{
	const struct head *seen = j->trust.seen;
	struct ledger_report *r = j->report;
	if (cut) j->line++;
	r->lines = j->line;
	r->entries = j->next;
	if (cut || !j->ended) judge_wrong(j, LEDGER_CUT);
	if (j->heads_bad > 1 && !j->heads_signed) {
		struct ledger_problem *p = judge_wrong(j, LEDGER_KEY_UNUSED);
		p->line = p->line_to = 1;
	}
	if (!r->problems && r->covered < j->next) {
		struct ledger_problem *p = judge_wrong(j, LEDGER_UNSIGNED);
		p->line = j->sure_line + 1;
		p->index = r->covered;
		p->index_to = j->next - 1;
	}
	if (seen && seen->size > j->next) {
		struct ledger_problem *p = judge_wrong(j, LEDGER_SEEN);
		p->head = p->head_to = seen->number;
		p->size = seen->size;
	}
}

bool ledger_verify(struct ledger_report *out, struct ledger_source from, struct ledger_trust trust, struct fail *fail)
{
	struct judge j = {.report = out, .trust = trust};
	struct cutter cutter = {.judge = &j};
	char chunk[4096], what[LEDGER_PROBLEM_BYTES];
	ptrdiff_t n;
	*out = (struct ledger_report){0};
	while ((n = from.read(from.ctx, chunk, (ptrdiff_t)sizeof chunk)) > 0)
		for (ptrdiff_t i = 0; i < n; i++) cut_byte(&cutter, chunk[i]);
	if (n < 0) return fail_set(fail, RC_IO, "ledger_verify", "the export could not be read");
	finish(&j, cutter.n > 0);
	if (!out->problems) return true;
	ledger_problem_text(what, &out->v[0]);
	return fail_set(fail, RC_CORRUPT, "ledger_verify", "%s", what);
}

static ptrdiff_t read_text(void *ctx, char *out, ptrdiff_t n)
{
	str *rest = ctx;
	if (n > rest->n) n = rest->n;
	if (!n) return 0;
	memcpy(out, rest->p, (size_t)n);
	*rest = str_slice(*rest, n, rest->n);
	return n;
}

bool ledger_verify_text(struct ledger_report *out, str text, struct ledger_trust trust, struct fail *fail)
{
	return ledger_verify(out, (struct ledger_source){read_text, &text}, trust, fail);
}
