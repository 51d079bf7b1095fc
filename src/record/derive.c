#include "record/derive.h"

static bool one_of(str s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, str_from(list[i]))) return true;
	return false;
}
#define ONE_OF(s, list) one_of(s, list, sizeof(list) / sizeof *(list))

static bool holds(const struct brief *b)
{
	static const char *const over[] = {"inactive", "resolved", "remission"}, *const wrong[] = {"refuted", "entered-in-error"};
	return b->title.n && !ONE_OF(b->status, over) && !ONE_OF(b->verified, wrong) && !b->until.n;
}

static bool is_taken(const struct brief *b)
{
	static const char *const taken[] = {"active", "intended", ""};
	return b->title.n && ONE_OF(b->status, taken);
}

bool derive_counts(enum derived_role *role, str type, const struct brief *b)
{
	static const char *const withdrawn[] = {"entered-in-error", "cancelled", "registered"};
	if (str_eq(type, S("Condition"))) return *role = DERIVED_CONDITION, holds(b);
	if (str_eq(type, S("AllergyIntolerance"))) return *role = DERIVED_ALLERGY, holds(b);
	if (str_eq(type, S("MedicationStatement")) || str_eq(type, S("MedicationRequest"))) return *role = DERIVED_DRUG, is_taken(b);
	if (str_eq(type, S("Observation"))) return *role = DERIVED_RESULT, b->value.n && !ONE_OF(b->status, withdrawn);
	return false;
}

static int by_text(str x, str y)
{
	int order = memcmp(x.p, y.p, (size_t)(x.n < y.n ? x.n : y.n));
	return order ? order : (x.n > y.n) - (x.n < y.n);
}

static int before(const struct derived_item *x, const struct derived_item *y)
{
	if (x->role != y->role) return x->role < y->role ? -1 : 1;
	int order = by_text(x->type, y->type);
	return order ? order : by_text(x->id, y->id);
}

/* What is measured: by its code, or where there is none by its name. */
static bool same_thing(const struct brief *x, const struct brief *y)
{
	return x->code.n || y->code.n ? str_eq(x->code, y->code) : str_eq(x->title, y->title);
}

static void take_out(struct derived *d, ptrdiff_t i)
{
	for (d->n--; i < d->n; i++) d->v[i] = d->v[i + 1];
}

static void put_in(struct derived *d, const struct derived_item *item, struct arena *a)
{
	ARENA_PUSH(a, d);
	ptrdiff_t i = d->n - 1;
	for (; i > 0 && before(item, &d->v[i - 1]) < 0; i--) d->v[i] = d->v[i - 1];
	d->v[i] = *item;
}

void derive_add(struct derived *d, str type, str id, int64_t at_ms, const struct brief *b, struct arena *a)
{
	struct derived_item item = {.type = type, .id = id, .at_ms = at_ms, .brief = *b};
	if (!derive_counts(&item.role, type, b)) return;
	for (ptrdiff_t i = 0; item.role == DERIVED_RESULT && i < d->n; i++) {
		const struct derived_item *other = &d->v[i];
		if (other->role != DERIVED_RESULT || !same_thing(&other->brief, b)) continue;
		bool newer = at_ms != other->at_ms ? at_ms > other->at_ms : by_text(id, other->id) > 0;
		if (!newer) return;
		take_out(d, i);
		break;
	}
	put_in(d, &item, a);
}

void derive_remove(struct derived *d, str type, str id, bool *stale)
{
	for (ptrdiff_t i = 0; i < d->n; i++) {
		if (!str_eq(d->v[i].type, type) || !str_eq(d->v[i].id, id)) continue;
		*stale |= d->v[i].role == DERIVED_RESULT;
		take_out(d, i);
		return;
	}
}

bool derive_replaces(const struct brief *was, int64_t was_ms, const struct brief *is, int64_t is_ms)
{
	enum derived_role role;
	return same_thing(was, is) && is_ms >= was_ms && derive_counts(&role, S("Observation"), is);
}

const struct derived_item *derive_result(const struct derived *d, str code)
{
	for (ptrdiff_t i = 0; i < d->n; i++)
		if (d->v[i].role == DERIVED_RESULT && str_eq(d->v[i].brief.code, code)) return &d->v[i];
	return NULL;
}

/* ---- packed: for each item its role, time, type, id and brief, each text with its length in four bytes before it ---- */

static void put_text(struct sb *out, str s)
{
	for (int i = 0; i < 4; i++) sb_byte(out, (char)(s.n >> (8 * i)));
	sb_add(out, s);
}

static bool take(str *from, ptrdiff_t n, str *out)
{
	if (n < 0 || n > from->n) return false;
	*out = str_slice(*from, 0, n);
	*from = str_slice(*from, n, from->n);
	return true;
}

static bool take_text(str *from, str *out)
{
	str length;
	if (!take(from, 4, &length)) return false;
	uint32_t n = 0;
	for (int i = 0; i < 4; i++) n |= (uint32_t)(unsigned char)length.p[i] << (8 * i);
	return n <= INT32_MAX && take(from, (ptrdiff_t)n, out);
}

str derive_pack(const struct derived *d, struct arena *a)
{
	struct sb out = sb_new(a, 256 * d->n + 16);
	for (ptrdiff_t i = 0; i < d->n; i++) {
		const struct derived_item *item = &d->v[i];
		sb_byte(&out, (char)item->role);
		for (int k = 0; k < 8; k++) sb_byte(&out, (char)((uint64_t)item->at_ms >> (8 * k)));
		put_text(&out, item->type);
		put_text(&out, item->id);
		put_text(&out, brief_pack(&item->brief, a));
	}
	return sb_str(&out);
}

bool derive_unpack(struct derived *d, str packed, struct arena *a)
{
	*d = (struct derived){0};
	while (packed.n) {
		struct derived_item item = {0};
		str head, brief;
		uint64_t at = 0;
		if (!take(&packed, 9, &head) || (unsigned char)head.p[0] >= DERIVED_ROLES || !take_text(&packed, &item.type) ||
		    !take_text(&packed, &item.id) || !take_text(&packed, &brief) || !brief_unpack(&item.brief, brief))
			return false;
		for (int k = 0; k < 8; k++) at |= (uint64_t)(unsigned char)head.p[k + 1] << (8 * k);
		item.role = (enum derived_role)head.p[0];
		item.at_ms = (int64_t)at;
		*ARENA_PUSH(a, d) = item;
	}
	return true;
}
