#include "ledger/export.h"

#include "ledger/form_int.h"

/* One line being built; begins anew for every line, so an export of any length needs one buffer. */
struct line {
	char room[FORM_BYTES_MAX];
	struct arena arena;
	struct sb text;
	struct jw w;
};

static struct jw *line_begin(struct line *l)
{
	l->text = form_builder(&l->arena, l->room);
	l->w = (struct jw){.out = &l->text};
	jw_object(&l->w, NULL);
	return &l->w;
}

static bool line_end(struct line *l, struct ledger_export_sink to, struct fail *fail)
{
	jw_end_object(&l->w);
	sb_byte(&l->text, '\n');
	return to.line(to.ctx, sb_str(&l->text)) || fail_set(fail, RC_IO, "ledger_export", "the export could not be written");
}

/* A value made by entry_text or head_write, in place: jw_raw would want it built elsewhere first. */
static struct sb *line_value(struct line *l, const char *key)
{
	jw_raw(&l->w, key, S(""));
	return &l->text;
}

static bool put_header(struct line *l, const struct ledger_export_source *from, struct ledger_export_sink to, struct fail *fail)
{
	struct hash log = head_log_id(from->organisation, &from->key);
	if (!form_id_valid(from->organisation, 1)) return fail_set(fail, RC_INPUT, "ledger_export", "a ledger cannot have this organisation");
	struct jw *w = line_begin(l);
	jw_str(w, "format", S(FORM_EXPORT));
	form_put_hex(w, "key", from->key.b, KEY_PUBLIC_BYTES);
	form_put_hex(w, "log", log.b, HASH_BYTES);
	jw_str(w, "organisation", from->organisation);
	return line_end(l, to, fail);
}

static bool put_entry(struct line *l, const struct ledger_export_source *from, int64_t index, struct ledger_export_sink to, struct fail *fail)
{
	struct entry e = {0};
	struct hash leaf;
	if (!from->entry(from->ctx, index, &e, leaf.b))
		return fail_set(fail, RC_MISSING, "ledger_export", "entry %lld cannot be read", (long long)index);
	if (!entry_check(&e, fail)) return false;
	line_begin(l);
	entry_text(line_value(l, "entry"), &e);
	form_put_hex(&l->w, "hash", leaf.b, HASH_BYTES);
	return line_end(l, to, fail);
}

static bool put_head(struct line *l, const struct head *h, struct ledger_export_sink to, struct fail *fail)
{
	if (!head_check(h, fail)) return false;
	line_begin(l);
	head_write(line_value(l, "head"), h);
	return line_end(l, to, fail);
}

static bool put_end(struct line *l, const struct ledger_export_source *from, struct ledger_export_sink to, struct fail *fail)
{
	struct jw *w = line_begin(l);
	jw_object(w, "end");
	jw_i64(w, "entries", from->entries);
	jw_i64(w, "heads", from->heads);
	jw_end_object(w);
	return line_end(l, to, fail);
}

bool ledger_export(struct ledger_export_source from, struct ledger_export_sink to, struct fail *fail)
{
	struct line l;
	int64_t index = 0;
	if (!put_header(&l, &from, to, fail)) return false;
	for (int64_t number = 0; number <= from.heads; number++) {
		struct head h = {.size = from.entries}; /* after the last head: what no head covers yet */
		if (number < from.heads && !from.head(from.ctx, number, &h))
			return fail_set(fail, RC_MISSING, "ledger_export", "head %lld cannot be read", (long long)number);
		for (; index < h.size && index < from.entries; index++)
			if (!put_entry(&l, &from, index, to, fail)) return false;
		if (number < from.heads && !put_head(&l, &h, to, fail)) return false;
	}
	return put_end(&l, &from, to, fail);
}
