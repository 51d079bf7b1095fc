#include "policy/consent.h"

#include "base/check.h"
#include "policy/table_int.h"

#include <pthread.h>
#include <sodium.h>

extern const char consents_tsv[];
extern const ptrdiff_t consents_tsv_size;

static const char where[] = "consents.tsv";
static const char *const columns[] = {"edition", "purpose", "sensitive", "counts", "text_zh", "text_en"};
static const char *const purposes[PURPOSES] = {"consult", "avatar", "family", "research", "labelling"};

str purpose_name(enum purpose purpose)
{
	ASSERT((unsigned)purpose < PURPOSES);
	return str_from(purposes[purpose]);
}

bool purpose_by_name(str name, enum purpose *out)
{
	for (int i = 0; i < PURPOSES; i++)
		if (str_eq(name, str_from(purposes[i]))) return *out = (enum purpose)i, true;
	return false;
}

/* ---- the words ---- */

static void hash_words(struct consent_words *w)
{
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	const str parts[] = {w->edition, w->zh, w->en};
	for (ptrdiff_t i = 0; i < COUNT(parts); i++) {
		crypto_hash_sha256_update(&state, (const unsigned char *)parts[i].p, (unsigned long long)parts[i].n);
		crypto_hash_sha256_update(&state, (const unsigned char *)"\n", 1);
	}
	crypto_hash_sha256_final(&state, w->hash);
}

static bool read_flag(const struct tsv_row *row, const char *column, const char *no_yes, bool *out, struct fail *fail)
{
	str cell = tsv_cell(row, str_from(column));
	if (cell.n != 1 || (cell.p[0] != no_yes[0] && cell.p[0] != no_yes[1]))
		return table_fault(fail, where, row->line, str_from(column), "not yes or no", cell);
	*out = cell.p[0] == no_yes[1];
	return true;
}

static bool read_words(struct consent_words *w, const struct tsv_row *row, struct fail *fail)
{
	str purpose;
	*w = (struct consent_words){0};
	if (!table_row(row, where, fail) || !table_cell(row, where, "edition", &w->edition, fail) ||
	    !table_cell(row, where, "purpose", &purpose, fail))
		return false;
	if (!purpose_by_name(purpose, &w->purpose)) return table_fault(fail, where, row->line, S("purpose"), "no such purpose", purpose);
	if (!read_flag(row, "sensitive", "01", &w->sensitive, fail) || !read_flag(row, "counts", "ny", &w->counts, fail)) return false;
	if (!table_cell(row, where, "text_zh", &w->zh, fail) || !table_cell(row, where, "text_en", &w->en, fail)) return false;
	hash_words(w);
	return true;
}

static const struct consent_words *newest(const struct consent_book *book, enum purpose purpose, bool sensitive)
{
	for (int i = 0; i < book->n; i++)
		if (book->v[i].purpose == purpose && book->v[i].sensitive == sensitive) return &book->v[i];
	return NULL;
}

/* Each purpose has its words, plain and sensitive, and the newest count. */
static bool complete(const struct consent_book *book, int line, struct fail *fail)
{
	for (int i = 0; i < 2 * PURPOSES; i++) {
		const struct consent_words *w = newest(book, (enum purpose)(i / 2), i % 2);
		if (!w) return table_fault(fail, where, line, S("purpose"), "no words for", purpose_name((enum purpose)(i / 2)));
		if (!w->counts) return table_fault(fail, where, line, S("counts"), "the newest edition does not count", w->edition);
	}
	return true;
}

static const struct consent_words *find(const struct consent_book *book, str edition)
{
	for (int i = 0; i < book->n; i++)
		if (str_eq(book->v[i].edition, edition)) return &book->v[i];
	return NULL;
}

bool consent_load(struct consent_book *out, str text, struct fail *fail)
{
	struct tsv tsv;
	struct tsv_row row;
	out->n = 0;
	if (!tsv_open(&tsv, text)) return fail_set(fail, RC_CORRUPT, where, "consents.tsv: no header line");
	if (!table_header(&tsv, where, columns, (int)COUNT(columns), fail)) return false;
	row.line = tsv.line;
	while (tsv_next(&tsv, &row)) {
		struct consent_words w;
		if (!read_words(&w, &row, fail)) return false;
		if (find(out, w.edition)) return table_fault(fail, where, row.line, S("edition"), "twice", w.edition);
		if (out->n == CONSENT_EDITIONS_MAX) return table_fault(fail, where, row.line, S("edition"), "too many editions", w.edition);
		out->v[out->n++] = w;
	}
	return complete(out, row.line, fail);
}

str consent_text(void)
{
	return (str){consents_tsv, consents_tsv_size};
}

static struct consent_book compiled_in;

static void load_once(void)
{
	struct fail fail = {0};
	bool sound = consent_load(&compiled_in, consent_text(), &fail);
	ASSERT(sound); /* the words are part of the program */
}

const struct consent_book *consent_book(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, load_once);
	return &compiled_in;
}

const struct consent_words *consent_words(enum purpose purpose, bool sensitive)
{
	const struct consent_words *w = newest(consent_book(), purpose, sensitive);
	ASSERT(w);
	return w;
}

const struct consent_words *consent_edition(str edition)
{
	return find(consent_book(), edition);
}

/* ---- whether one stands ---- */

static bool words_count(const struct consent_fact *row, enum purpose purpose)
{
	const struct consent_words *w = consent_edition(row->edition);
	return w && w->counts && w->purpose == purpose && w->sensitive == row->sensitive;
}

static bool covers(const struct consent_fact *row, enum purpose purpose, str other)
{
	if (row->other.n || purpose == PURPOSE_FAMILY) return row->other.n && str_eq(row->other, other);
	return true;
}

bool consent_in_force(const struct consent_fact *rows, ptrdiff_t n, enum purpose purpose, bool sensitive, str other, int64_t now_ms)
{
	for (ptrdiff_t i = 0; i < n; i++) {
		const struct consent_fact *r = &rows[i];
		if (r->withdrawn_ms != 0 || r->sensitive != sensitive || !str_eq(r->purpose, purpose_name(purpose))) continue;
		if (r->given_ms <= 0 || r->given_ms > now_ms + CONSENT_AHEAD_MS) continue;
		if (covers(r, purpose, other) && words_count(r, purpose)) return true;
	}
	return false;
}

bool consent_needs_sensitive(str action)
{
	return !str_starts(action, S("profile."));
}
