#include "lang/lexicon.h"

#include "base/check.h"
#include "base/utf8.h"
#include "lang/han.h"

#include <stdlib.h>

/* One hash table holds the edges of two tries, told apart by their roots: bytes and syllables. */
enum { ROOT_BYTES, ROOT_SOUND, FIRST_FREE };
enum { TYPO_LETTERS_MIN = 6, SOUND_CHARS_MIN = 3, GAPS_MAX = PIECES_MAX - 1 };

struct edge {
	uint64_t key; /* node << 20 | symbol, plus one so that zero means free */
	int32_t child;
};

struct entry {
	int32_t value;
	int32_t next;   /* next entry of the same node, 0 = none */
	int32_t gapped; /* this is the first piece of gapped[…]; 0 = a plain term */
	int32_t word;   /* the term as it is spelled, for the trie of sounds; 0 = none */
	bool open;      /* LEXICON_OPEN */
	bool name;      /* LEXICON_LOOSE or LEXICON_OPEN */
};

struct gapped { /* the pieces after the first: forms[first[i]] … count[i] of them */
	int32_t n, first[GAPS_MAX], count[GAPS_MAX];
};

struct word {
	str term;
	int32_t value;
};

/* A Latin word with one letter left out, by its hash: a query word with one slip shares one of these with it. */
struct slip {
	uint32_t hash;
	int32_t word;
};

enum { SLIP_BITS = 12 }; /* buckets: a dozen or two of slips each */

struct lexicon {
	struct arena *build;
	struct edge *edges; /* while building */
	int32_t *first;     /* for scanning: the children of node i are the nodes first[i] … first[i + 1] - 1, by rising symbol */
	uint16_t *symbol;   /* node → the symbol that leads to it */
	struct {
		struct slip *v;
		ptrdiff_t n, cap;
	} slips;
	int32_t *slip_from;             /* for scanning: slips by the top bits of their hash; slip_from[b] … slip_from[b + 1] - 1 */
	ptrdiff_t edge_count, edge_cap; /* cap is a power of two */
	struct {
		int32_t *v;
		ptrdiff_t n, cap;
	} heads;              /* while building: node → its first entry; for scanning: of the nodes in `ends` only, in their order */
	uint64_t *ends;       /* for scanning: nodes where a term ends, as bits */
	int32_t *ends_before; /* how many there are before each word of `ends` */
	struct {
		struct entry *v;
		ptrdiff_t n, cap;
	} entries; /* [0] is unused, as in the next two */
	struct {
		struct gapped *v;
		ptrdiff_t n, cap;
	} gapped;
	struct {
		str *v;
		ptrdiff_t n, cap;
	} forms;
	struct {
		struct word *v;
		ptrdiff_t n, cap;
	} words;
};

static uint64_t mix(uint64_t key)
{
	key *= 0x9e3779b97f4a7c15u;
	return key ^ (key >> 29);
}

static struct edge *slot(struct edge *edges, ptrdiff_t cap, uint64_t key)
{
	for (uint64_t i = mix(key);; i++) {
		struct edge *e = &edges[i & (uint64_t)(cap - 1)];
		if (!e->key || e->key == key) return e;
	}
}

/* The child of `node` by `symbol`, 0 = none (no edge leads to the root). */
static int32_t step(const struct lexicon *lex, int32_t node, uint32_t symbol)
{
	int32_t low = lex->first[node], high = lex->first[node + 1];
	while (low < high) {
		int32_t middle = low + (high - low) / 2;
		if (lex->symbol[middle] == symbol) return middle;
		if (lex->symbol[middle] < symbol) low = middle + 1;
		else high = middle;
	}
	return 0;
}

static void grow_edges(struct lexicon *lex)
{
	ptrdiff_t cap = lex->edge_cap * 2;
	struct edge *edges = ARENA_NEW(lex->build, struct edge, cap);
	for (ptrdiff_t i = 0; i < lex->edge_cap; i++)
		if (lex->edges[i].key) *slot(edges, cap, lex->edges[i].key) = lex->edges[i];
	lex->edges = edges;
	lex->edge_cap = cap;
}

static int32_t step_or_make(struct lexicon *lex, int32_t node, uint32_t symbol)
{
	uint64_t key = ((uint64_t)node << 20 | symbol) + 1;
	struct edge *e = slot(lex->edges, lex->edge_cap, key);
	if (e->key) return e->child;
	*e = (struct edge){key, (int32_t)lex->heads.n};
	int32_t child = e->child;
	*ARENA_PUSH(lex->build, &lex->heads) = 0;
	if (++lex->edge_count * 10 > lex->edge_cap * 8) grow_edges(lex);
	return child;
}

struct lexicon *lexicon_create(struct arena *build)
{
	struct lexicon *lex = ARENA_NEW(build, struct lexicon, 1);
	lex->build = build;
	lex->edge_cap = 1024;
	lex->edges = ARENA_NEW(build, struct edge, lex->edge_cap);
	for (int i = 0; i < FIRST_FREE; i++) *ARENA_PUSH(build, &lex->heads) = 0;
	ARENA_PUSH(build, &lex->entries);
	ARENA_PUSH(build, &lex->gapped);
	ARENA_PUSH(build, &lex->forms);
	ARENA_PUSH(build, &lex->words);
	return lex;
}

/* The same value twice at one node would only be found twice: NULL then. */
static struct entry *append(struct lexicon *lex, int32_t node, int32_t value, bool unique)
{
	int32_t *link = &lex->heads.v[node];
	for (; *link; link = &lex->entries.v[*link].next)
		if (unique && lex->entries.v[*link].value == value && !lex->entries.v[*link].gapped) return NULL;
	*link = (int32_t)lex->entries.n; /* before the push: the push may move the array that `link` points into */
	struct entry *e = ARENA_PUSH(lex->build, &lex->entries);
	*e = (struct entry){.value = value};
	return e;
}

static int32_t add_word(struct lexicon *lex, str term, int32_t value)
{
	*ARENA_PUSH(lex->build, &lex->words) = (struct word){str_copy(lex->build, term), value};
	return (int32_t)lex->words.n - 1;
}

static int32_t path_of_bytes(struct lexicon *lex, str s)
{
	int32_t node = ROOT_BYTES;
	for (ptrdiff_t i = 0; i < s.n; i++) node = step_or_make(lex, node, (unsigned char)s.p[i]);
	return node;
}

static void add_sound(struct lexicon *lex, str term, int32_t value)
{
	int32_t node = ROOT_SOUND, chars = 0;
	int len;
	for (ptrdiff_t i = 0; i < term.n; i += len, chars++) {
		uint32_t cp = utf8_at(term, i, &len);
		if (cp < HAN_FIRST || cp > HAN_LAST || !han_sound[cp - HAN_FIRST]) return;
	}
	if (chars < SOUND_CHARS_MIN) return;
	for (ptrdiff_t i = 0; i < term.n; i += len) node = step_or_make(lex, node, han_sound[utf8_at(term, i, &len) - HAN_FIRST]);
	int32_t word = add_word(lex, term, value);
	append(lex, node, value, false)->word = word;
}

static bool is_word(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] < 'a' || s.p[i] > 'z') return false;
	return s.n > 0;
}

/* Hash of the word with the letter at `skip` left out; -1: of the whole word. */
static uint32_t slip_hash(str word, ptrdiff_t skip)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (ptrdiff_t i = 0; i < word.n; i++)
		if (i != skip) h = (h ^ (unsigned char)word.p[i]) * 0x100000001b3u;
	return (uint32_t)(h ^ h >> 32);
}

static void add_slips(struct lexicon *lex, str term, int32_t value)
{
	if (term.n < TYPO_LETTERS_MIN || !is_word(term)) return;
	int32_t word = add_word(lex, term, value);
	for (ptrdiff_t skip = -1; skip < term.n; skip++) *ARENA_PUSH(lex->build, &lex->slips) = (struct slip){slip_hash(term, skip), word};
}

static int32_t add_gapped(struct lexicon *lex, const struct piece *pieces, int count)
{
	struct gapped g = {.n = count - 1};
	for (int i = 1; i < count; i++) {
		g.first[i - 1] = (int32_t)lex->forms.n;
		g.count[i - 1] = (int32_t)pieces[i].n;
		for (ptrdiff_t k = 0; k < pieces[i].n; k++) *ARENA_PUSH(lex->build, &lex->forms) = str_copy(lex->build, pieces[i].v[k]);
	}
	*ARENA_PUSH(lex->build, &lex->gapped) = g;
	return (int32_t)lex->gapped.n - 1;
}

void lexicon_add(struct lexicon *lex, const struct piece *pieces, int count, int32_t value, enum lexicon_how how)
{
	ASSERT(count >= 1 && count <= PIECES_MAX);
	int32_t gapped = count > 1 ? add_gapped(lex, pieces, count) : 0;
	for (ptrdiff_t i = 0; i < pieces[0].n; i++) {
		str term = pieces[0].v[i];
		struct entry *e = term.n ? append(lex, path_of_bytes(lex, term), value, !gapped) : NULL;
		if (!e) continue;
		e->open = how & LEXICON_OPEN;
		e->name = how != LEXICON_PLAIN;
		e->gapped = gapped;
		if (gapped || !(how & LEXICON_LOOSE)) continue;
		add_sound(lex, term, value);
		add_slips(lex, term, value);
	}
}

struct child {
	int32_t node;
	uint32_t symbol;
};

static int by_symbol(const void *a, const void *b)
{
	return (int)((const struct child *)a)->symbol - (int)((const struct child *)b)->symbol;
}

/* All edges grouped by the node they leave; start[node] … start[node + 1] - 1. */
static struct child *grouped(struct lexicon *lex, ptrdiff_t *start)
{
	struct child *children = ARENA_NEW(lex->build, struct child, lex->edge_count + 1);
	ptrdiff_t *next = ARENA_NEW(lex->build, ptrdiff_t, lex->heads.n + 1);
	for (ptrdiff_t i = 0; i < lex->edge_cap; i++)
		if (lex->edges[i].key) start[((lex->edges[i].key - 1) >> 20) + 1]++;
	for (ptrdiff_t n = 0; n < lex->heads.n; n++) start[n + 1] += start[n], next[n] = start[n];
	for (ptrdiff_t i = 0; i < lex->edge_cap; i++) {
		uint64_t key = lex->edges[i].key - 1;
		if (lex->edges[i].key) children[next[key >> 20]++] = (struct child){lex->edges[i].child, (uint32_t)(key & 0xfffff)};
	}
	for (ptrdiff_t n = 0; n < lex->heads.n; n++)
		if (start[n + 1] - start[n] > 1) qsort(children + start[n], (size_t)(start[n + 1] - start[n]), sizeof *children, by_symbol);
	return children;
}

/* One node in six ends a term: the others need a bit and no number. */
static void keep_heads(struct lexicon *lex, const int32_t *heads, ptrdiff_t nodes, struct arena *perm)
{
	int32_t n = 0;
	lex->ends = ARENA_NEW(perm, uint64_t, nodes / 64 + 1);
	lex->ends_before = ARENA_NEW(perm, int32_t, nodes / 64 + 1);
	for (ptrdiff_t i = 0; i < nodes; i++) {
		if (i % 64 == 0) lex->ends_before[i / 64] = n;
		if (heads[i]) lex->ends[i / 64] |= (uint64_t)1 << (i % 64), n++;
	}
	lex->heads.v = ARENA_NEW(perm, int32_t, n);
	lex->heads.n = lex->heads.cap = n;
	n = 0;
	for (ptrdiff_t i = 0; i < nodes; i++)
		if (heads[i]) lex->heads.v[n++] = heads[i];
}

/* The first entry of a node, 0 = none. */
static int32_t head(const struct lexicon *lex, int32_t node)
{
	uint64_t word = lex->ends[node / 64], bit = (uint64_t)1 << (node % 64);
	return word & bit ? lex->heads.v[lex->ends_before[node / 64] + __builtin_popcountll(word & (bit - 1))] : 0;
}

/* Renumbers the nodes level by level, so that a node's children are neighbours and need no table of their own: six bytes a node in place of thirty-two. */
static void pack_trie(struct lexicon *lex, struct lexicon *built, struct arena *perm)
{
	ptrdiff_t nodes = built->heads.n, *start = ARENA_NEW(built->build, ptrdiff_t, nodes + 2);
	struct child *children = grouped(built, start);
	int32_t *old = ARENA_NEW(built->build, int32_t, nodes + 1), next = FIRST_FREE;
	lex->first = ARENA_NEW(perm, int32_t, nodes + 1);
	lex->symbol = ARENA_NEW(perm, uint16_t, nodes + 1);
	int32_t *heads = ARENA_NEW(built->build, int32_t, nodes);
	for (int32_t i = 0; i < FIRST_FREE; i++) old[i] = i;
	for (int32_t i = 0; i < nodes; i++) {
		heads[i] = built->heads.v[old[i]];
		lex->first[i] = next;
		for (ptrdiff_t c = start[old[i]]; c < start[old[i] + 1]; c++, next++) {
			old[next] = children[c].node;
			lex->symbol[next] = (uint16_t)children[c].symbol;
		}
	}
	lex->first[nodes] = next;
	lex->edges = NULL;
	keep_heads(lex, heads, nodes, perm);
}

static void *moved(struct arena *perm, const void *p, ptrdiff_t size, ptrdiff_t n)
{
	return memcpy(arena_alloc(perm, size, (ptrdiff_t) _Alignof(max_align_t), n), p, (size_t)(size * n));
}

/* By counting; slips of one bucket stay in the order they were added. */
static void sort_slips(struct lexicon *lex, const struct lexicon *built, struct arena *perm)
{
	int32_t *from = ARENA_NEW(perm, int32_t, (1 << SLIP_BITS) + 1);
	int32_t *next = ARENA_NEW(built->build, int32_t, 1 << SLIP_BITS);
	for (ptrdiff_t i = 0; i < built->slips.n; i++) from[(built->slips.v[i].hash >> (32 - SLIP_BITS)) + 1]++;
	for (int b = 0; b < 1 << SLIP_BITS; b++) from[b + 1] += from[b], next[b] = from[b];
	lex->slips.v = ARENA_NEW(perm, struct slip, built->slips.n);
	lex->slips.cap = built->slips.n;
	for (ptrdiff_t i = 0; i < built->slips.n; i++) lex->slips.v[next[built->slips.v[i].hash >> (32 - SLIP_BITS)]++] = built->slips.v[i];
	lex->slip_from = from;
}

struct lexicon *lexicon_finish(struct lexicon *built, struct arena *perm)
{
	struct lexicon *lex = moved(perm, built, (ptrdiff_t)sizeof *built, 1);
	lex->build = NULL;
	pack_trie(lex, built, perm);
	sort_slips(lex, built, perm);
	lex->entries.v = moved(perm, built->entries.v, (ptrdiff_t)sizeof *built->entries.v, built->entries.n);
	lex->gapped.v = moved(perm, built->gapped.v, (ptrdiff_t)sizeof *built->gapped.v, built->gapped.n);
	lex->words.v = moved(perm, built->words.v, (ptrdiff_t)sizeof *built->words.v, built->words.n);
	for (ptrdiff_t i = 0; i < lex->words.n; i++) lex->words.v[i].term = str_copy(perm, lex->words.v[i].term);
	lex->forms.v = moved(perm, built->forms.v, (ptrdiff_t)sizeof *built->forms.v, built->forms.n);
	for (ptrdiff_t i = 0; i < lex->forms.n; i++) lex->forms.v[i] = str_copy(perm, lex->forms.v[i]);
	return lex;
}

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool starts_word(str text, ptrdiff_t i)
{
	return i == 0 || !is_word_byte(text.p[i]) || !is_word_byte(text.p[i - 1]) ||
	       (text.p[i] > '9') != (text.p[i - 1] > '9'); /* "3days": a word may follow a number */
}

/* Where a term that ends at `to` really ends: after a plural ending, or -1 when it stops inside a word. */
static ptrdiff_t word_end(str text, ptrdiff_t to)
{
	if (to >= text.n || !is_word_byte(text.p[to - 1]) || !is_word_byte(text.p[to])) return to;
	if ((text.p[to] > '9') != (text.p[to - 1] > '9')) return text.p[to] <= '9' ? to : -1;
	if (text.p[to - 1] <= '9') return -1;
	ptrdiff_t end = to;
	if (text.p[end] == 'e' && end + 1 < text.n && text.p[end + 1] == 's') end++;
	if (text.p[end] == 's' && (end + 1 == text.n || !is_word_byte(text.p[end + 1]))) return end + 1;
	return -1;
}

static bool ends_clause(uint32_t cp)
{
	return cp == ',' || cp == ';' || cp == '?' || cp == '!' || cp == '\n' || cp == 0x3002;
}

/* 胸口一点都不疼 is no pain in the chest: a gap does not reach over a denial. */
static bool denies(str text, ptrdiff_t at)
{
	static const str words[] = {{"不", 3}, {"没", 3}, {"无", 3}, {"未", 3}, {"not ", 4}, {"no ", 3}, {"n't ", 4}, {"without ", 8}};
	str rest = str_slice(text, at, text.n);
	for (ptrdiff_t i = 0; i < COUNT(words); i++)
		if (str_starts(rest, words[i])) return true;
	return false;
}

/* The end of the longest form that stands at `at`, else -1. */
static ptrdiff_t form_at(str text, ptrdiff_t at, const str *forms, int32_t n)
{
	ptrdiff_t best = -1;
	for (int32_t i = 0; i < n; i++) {
		if (at + forms[i].n > text.n || forms[i].n == 0 || memcmp(text.p + at, forms[i].p, (size_t)forms[i].n) != 0) continue;
		ptrdiff_t end = word_end(text, at + forms[i].n);
		if (end > best && starts_word(text, at)) best = end;
	}
	return best;
}

/* 孕妇 … 血 is blood seen; 血糖, 血压, 验血 and their like are measured. */
static bool blood_measured(str text, ptrdiff_t at, ptrdiff_t end)
{
	static const str behind[] = {{"糖", 3}, {"压", 3}, {"型", 3}, {"红", 3}, {"小", 3}, {"脂", 3}, {"氧", 3}, {"常", 3}, {"钾", 3},
				     {"钠", 3}, {"钙", 3}, {"清", 3}, {"检", 3}, {"尿", 3}, {"肌", 3}, {"管", 3}, {"沉", 3}, {"色", 3}};
	if (!str_ends(str_slice(text, at, end), S("血"))) return false;
	for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof behind / sizeof *behind); i++)
		if (str_starts(str_slice(text, end, text.n), behind[i])) return true;
	return false;
}

/* The end of the first form that begins within the gap allowed after `at`, else -1. */
static ptrdiff_t after_gap(str text, ptrdiff_t at, const str *forms, int32_t n)
{
	bool latin = n > 0 && is_word_byte(forms[0].p[0]);
	int limit = latin ? LEXICON_GAP_CHARS * 4 : LEXICON_GAP_CHARS;
	for (int chars = 0; chars <= limit && at < text.n; chars++) {
		ptrdiff_t end = form_at(text, at, forms, n);
		if (end >= 0 && !blood_measured(text, at, end)) return end;
		int len;
		if (ends_clause(utf8_at(text, at, &len)) || denies(text, at)) return -1;
		at += len;
	}
	return -1;
}

static void emit_gapped(const struct lexicon *lex, str text, ptrdiff_t from, ptrdiff_t to, int32_t node, struct hits *out, struct arena *perm)
{
	for (int32_t k = head(lex, node); k; k = lex->entries.v[k].next) {
		const struct entry *e = &lex->entries.v[k];
		const struct gapped *g = &lex->gapped.v[e->gapped];
		ptrdiff_t end = e->gapped ? to : -1;
		for (int i = 0; i < g->n && end >= 0; i++) end = after_gap(text, end, lex->forms.v + g->first[i], g->count[i]);
		if (end >= 0) *ARENA_PUSH(perm, out) = (struct hit){(int32_t)from, (int32_t)end, e->value, HIT_GAP, e->name};
	}
}

/* Plain terms end at this node; with `closed`, ones that are not open. */
static bool has_plain(const struct lexicon *lex, int32_t node, bool closed)
{
	for (int32_t k = head(lex, node); k; k = lex->entries.v[k].next)
		if (!lex->entries.v[k].gapped && !(closed && lex->entries.v[k].open)) return true;
	return false;
}

static void emit_plain(const struct lexicon *lex, ptrdiff_t from, ptrdiff_t to, int32_t node, bool closed, struct hits *out, struct arena *perm)
{
	for (int32_t k = head(lex, node); k; k = lex->entries.v[k].next) {
		const struct entry *e = &lex->entries.v[k];
		if (!e->gapped && !(closed && e->open))
			*ARENA_PUSH(perm, out) = (struct hit){(int32_t)from, (int32_t)to, e->value, HIT_EXACT, e->name};
	}
}

/* The longest plain term from one place: of any kind, and of the closed ones. -1 = none. */
struct longest {
	ptrdiff_t end, closed_end;
	int32_t node, closed_node;
};

/* Walks from `i`; gapped terms are emitted on the way, the longest plain terms are remembered. */
static struct longest walk(const struct lexicon *lex, str text, ptrdiff_t i, struct hits *out, struct arena *perm)
{
	struct longest best = {.end = -1, .closed_end = -1};
	int32_t node = ROOT_BYTES;
	for (ptrdiff_t j = i; j < text.n; j++) {
		node = step(lex, node, (unsigned char)text.p[j]);
		if (!node) break;
		if (!head(lex, node)) continue;
		ptrdiff_t stop = word_end(text, j + 1);
		if (stop < 0) continue;
		emit_gapped(lex, text, i, j + 1, node, out, perm);
		if (has_plain(lex, node, false)) best.end = stop, best.node = node;
		if (has_plain(lex, node, true)) best.closed_end = stop, best.closed_node = node;
	}
	return best;
}

static bool same_but_one(str a, str term)
{
	int differ = 0, chars = 0, la, lb;
	ptrdiff_t i = 0, j = 0;
	for (; i < a.n && j < term.n; i += la, j += lb, chars++) differ += utf8_at(a, i, &la) != utf8_at(term, j, &lb);
	return i == a.n && j == term.n && differ <= 1 + (chars >= 5);
}

static ptrdiff_t walk_sound(const struct lexicon *lex, str text, ptrdiff_t i, int32_t *longest)
{
	ptrdiff_t end = -1;
	int32_t node = ROOT_SOUND;
	int len;
	for (ptrdiff_t j = i; j < text.n; j += len) {
		uint32_t cp = utf8_at(text, j, &len);
		if (cp < HAN_FIRST || cp > HAN_LAST || !han_sound[cp - HAN_FIRST]) break;
		node = step(lex, node, han_sound[cp - HAN_FIRST]);
		if (!node) break;
		for (int32_t k = head(lex, node); k; k = lex->entries.v[k].next)
			if (same_but_one(str_slice(text, i, j + len), lex->words.v[lex->entries.v[k].word].term)) end = j + len, *longest = k;
	}
	return end;
}

/* One letter missing, added, changed, or two neighbours swapped. */
static bool one_slip(str a, str b)
{
	if (a.n > b.n + 1 || b.n > a.n + 1) return false;
	ptrdiff_t head = 0, tail = 0, shorter = a.n < b.n ? a.n : b.n;
	while (head < shorter && a.p[head] == b.p[head]) head++;
	while (tail < shorter - head && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail]) tail++;
	ptrdiff_t left_a = a.n - head - tail, left_b = b.n - head - tail;
	if (left_a <= 1 && left_b <= 1) return true;
	return left_a == 2 && left_b == 2 && a.p[head] == b.p[head + 1] && a.p[head + 1] == b.p[head];
}

static const struct word *find_slip(const struct lexicon *lex, str word)
{
	for (ptrdiff_t skip = -1; skip < word.n; skip++) {
		uint32_t hash = slip_hash(word, skip);
		for (int32_t b = (int32_t)(hash >> (32 - SLIP_BITS)), i = lex->slip_from[b]; i < lex->slip_from[b + 1]; i++) {
			const struct word *w = &lex->words.v[lex->slips.v[i].word];
			if (lex->slips.v[i].hash == hash && one_slip(word, w->term)) return w;
		}
	}
	return NULL;
}

static ptrdiff_t scan_loose(const struct lexicon *lex, str text, ptrdiff_t i, struct hits *out, struct arena *perm)
{
	int32_t found = 0;
	if ((unsigned char)text.p[i] >= 0x80) {
		ptrdiff_t end = walk_sound(lex, text, i, &found);
		if (end >= 0) *ARENA_PUSH(perm, out) = (struct hit){(int32_t)i, (int32_t)end, lex->entries.v[found].value, HIT_SOUND, true};
		return end;
	}
	ptrdiff_t end = i;
	while (end < text.n && text.p[end] >= 'a' && text.p[end] <= 'z') end++;
	if (end - i < TYPO_LETTERS_MIN || (end < text.n && is_word_byte(text.p[end]))) return -1;
	const struct word *w = find_slip(lex, str_slice(text, i, end));
	if (!w) return -1;
	*ARENA_PUSH(perm, out) = (struct hit){(int32_t)i, (int32_t)end, w->value, HIT_TYPO, true};
	return end;
}

static int by_place(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	if (x->from != y->from) return x->from < y->from ? -1 : 1;
	if (x->to != y->to) return x->to > y->to ? -1 : 1;
	return (x->value > y->value) - (x->value < y->value);
}

/* 我想死你了 as a whole means something else than the 想…死 inside it. */
static void drop_gapped_inside_plain(struct hits *hits)
{
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < hits->n; i++) {
		const struct hit *h = &hits->v[i];
		bool inside = false;
		for (ptrdiff_t k = 0; h->how == HIT_GAP && k < hits->n && !inside; k++) {
			const struct hit *o = &hits->v[k];
			if (o->how != HIT_EXACT || o->value == h->value) continue;
			bool covers = o->from <= h->from && o->to >= h->to && o->to - o->from > h->to - h->from;
			bool begins_in = o->name && o->from < h->from && h->from < o->to; /* 尿…血 does not begin inside 糖尿病 */
			inside = covers || begins_in;
		}
		if (!inside) hits->v[kept++] = *h;
	}
	hits->n = kept;
}

void lexicon_scan(const struct lexicon *lex, str text, struct hits *out, struct arena *perm)
{
	ptrdiff_t hidden = 0, under_open = 0; /* plain terms may start from `hidden` on, closed ones even where an open term lies */
	int len;
	for (ptrdiff_t i = 0; i < text.n; i += len) {
		utf8_at(text, i, &len);
		if (!starts_word(text, i)) continue;
		struct longest best = walk(lex, text, i, out, perm);
		if (i < hidden) continue;
		bool inside = i < under_open;
		ptrdiff_t end = inside ? best.closed_end : best.end;
		if (end >= 0) {
			emit_plain(lex, i, end, inside ? best.closed_node : best.node, inside, out, perm);
			if (!inside && best.closed_end >= 0 && best.closed_end < best.end)
				emit_plain(lex, i, best.closed_end, best.closed_node, true, out, perm);
			if (best.closed_end > hidden) hidden = best.closed_end;
		} else if (!inside) hidden = end = scan_loose(lex, text, i, out, perm);
		if (end > under_open) under_open = end;
	}
	if (!out->n) return;
	qsort(out->v, (size_t)out->n, sizeof *out->v, by_place);
	drop_gapped_inside_plain(out);
}
