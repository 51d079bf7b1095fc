#include "ledger/proof.h"

#include "base/check.h"
#include "ledger/form_int.h"

static const char *const names[PROOF_KINDS] = {"inclusion", "consistency"};

static bool push(struct proof *p, int64_t first, int64_t n, struct merkle_source from, struct fail *fail)
{
	ASSERT(p->n < PROOF_PATH_MAX);
	return merkle_subtree(&p->path[p->n++], first, n, from, fail);
}

/* Paths are collected from the root down; the RFC lists them from the leaf up. */
static void reverse(struct proof *p)
{
	for (int i = 0, k = p->n - 1; i < k; i++, k--) {
		struct hash h = p->path[i];
		p->path[i] = p->path[k];
		p->path[k] = h;
	}
}

bool proof_inclusion(struct proof *out, int64_t index, int64_t size, struct merkle_source from, struct fail *fail)
{
	*out = (struct proof){.kind = PROOF_INCLUSION, .from = index, .size = size};
	if (index < 0 || index >= size || size > MERKLE_SIZE_MAX)
		return fail_set(fail, RC_INPUT, "proof_inclusion", "a ledger of %lld leaves has no leaf %lld", (long long)size, (long long)index);
	for (int64_t first = 0, n = size; n > 1;) {
		int64_t k = merkle_split(n);
		bool left = index < first + k;
		if (!push(out, left ? first + k : first, left ? n - k : k, from, fail)) return false;
		n = left ? k : n - k;
		if (!left) first += k;
	}
	reverse(out);
	return true;
}

bool proof_consistency(struct proof *out, int64_t older, int64_t newer, struct merkle_source from, struct fail *fail)
{
	*out = (struct proof){.kind = PROOF_CONSISTENCY, .from = older, .size = newer};
	if (older < 0 || older > newer || newer > MERKLE_SIZE_MAX)
		return fail_set(fail, RC_INPUT, "proof_consistency", "a ledger of %lld leaves never had %lld", (long long)newer, (long long)older);
	if (older == 0) return true;
	int64_t first = 0, n = newer;
	while (older != first + n) {
		int64_t k = merkle_split(n);
		bool left = older <= first + k;
		if (!push(out, left ? first + k : first, left ? n - k : k, from, fail)) return false;
		n = left ? k : n - k;
		if (!left) first += k;
	}
	/* When the older tree is a subtree of the newer one the verifier has its hash already. */
	if (first > 0 && !push(out, first, n, from, fail)) return false;
	reverse(out);
	return true;
}

/* fn and sn of the RFC: the place of the node being followed, and of the last node, on one level. */
struct place {
	int64_t node, last;
};

static void up(struct place *at)
{
	at->node >>= 1;
	at->last >>= 1;
}

/* True when the next hash of the path stands to the left. A last node without a sibling rises until it has one. */
static bool from_left(struct place *at)
{
	if (!(at->node & 1) && at->node != at->last) return false;
	while (!(at->node & 1) && at->node) up(at);
	return true;
}

static bool sound(const struct proof *p, enum proof_kind kind)
{
	return p->kind == kind && p->n >= 0 && p->n <= PROOF_PATH_MAX && p->from >= 0 && p->size <= MERKLE_SIZE_MAX && p->from <= p->size;
}

bool proof_includes(const struct proof *p, struct hash leaf, struct hash root)
{
	if (!sound(p, PROOF_INCLUSION) || p->from == p->size) return false;
	struct place at = {p->from, p->size - 1};
	struct hash h = leaf;
	for (int i = 0; i < p->n; i++) {
		if (at.last == 0) return false;
		h = from_left(&at) ? merkle_pair(p->path[i], h) : merkle_pair(h, p->path[i]);
		up(&at);
	}
	return at.last == 0 && hash_eq(h, root);
}

bool proof_consistent(const struct proof *p, struct hash older_root, struct hash newer_root)
{
	static const struct merkle empty;
	if (!sound(p, PROOF_CONSISTENCY)) return false;
	if (p->from == p->size) return p->n == 0 && hash_eq(older_root, newer_root) && (p->size || hash_eq(older_root, merkle_root(&empty)));
	if (p->from == 0) return p->n == 0 && hash_eq(older_root, merkle_root(&empty));
	struct place at = {p->from - 1, p->size - 1};
	bool given = !(p->from & (p->from - 1)); /* a perfect older tree starts the path itself */
	if (!given && p->n == 0) return false;
	while (at.node & 1) up(&at);
	struct hash older = given ? older_root : p->path[0], newer = older;
	for (int i = given ? 0 : 1; i < p->n; i++) {
		if (at.last == 0) return false;
		bool left = from_left(&at);
		if (left) older = merkle_pair(p->path[i], older);
		newer = left ? merkle_pair(p->path[i], newer) : merkle_pair(newer, p->path[i]);
		up(&at);
	}
	return at.last == 0 && hash_eq(older, older_root) && hash_eq(newer, newer_root);
}

void proof_text(struct sb *out, const struct proof *p)
{
	struct jw w = {.out = out};
	ASSERT(p->kind >= 0 && p->kind < PROOF_KINDS && p->n >= 0 && p->n <= PROOF_PATH_MAX);
	jw_object(&w, NULL);
	jw_i64(&w, "from", p->from);
	jw_array(&w, "path");
	for (int i = 0; i < p->n; i++) form_put_hex(&w, NULL, p->path[i].b, HASH_BYTES);
	jw_end_array(&w);
	jw_str(&w, "proof", str_from(names[p->kind]));
	jw_i64(&w, "size", p->size);
	jw_end_object(&w);
}

static bool more(const struct form *f)
{
	return !f->broken && f->at < f->text.n && f->text.p[f->at] != ']';
}

static void parse_path(struct form *f, struct proof *out)
{
	for (; more(f) && out->n < PROOF_PATH_MAX; out->n++) {
		form_word(f, out->n ? ",\"" : "\"");
		form_hex(f, out->path[out->n].b, HASH_BYTES);
		form_word(f, "\"");
	}
}

bool proof_parse(struct proof *out, str text, struct fail *fail)
{
	struct form f = {.text = text};
	*out = (struct proof){0};
	form_word(&f, "{\"from\":");
	out->from = form_number(&f);
	form_word(&f, ",\"path\":[");
	parse_path(&f, out);
	form_word(&f, "],\"proof\":\"");
	str name = form_id(&f);
	out->kind = str_eq(name, S("consistency")) ? PROOF_CONSISTENCY : PROOF_INCLUSION;
	if (!str_eq(name, str_from(names[out->kind]))) f.broken = true;
	form_word(&f, "\",\"size\":");
	out->size = form_number(&f);
	form_word(&f, "}");
	return form_done(&f, "proof_parse", fail);
}
