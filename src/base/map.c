#include "base/map.h"

static struct map_slot *slot_of(struct map_slot *slots, ptrdiff_t cap, str key)
{
	for (uint64_t i = str_hash(key);; i++) {
		struct map_slot *s = &slots[i & (uint64_t)(cap - 1)];
		if (!s->key.p || str_eq(s->key, key)) return s;
	}
}

static void grow(struct map *m, struct arena *perm)
{
	ptrdiff_t cap = m->cap ? m->cap * 2 : 64;
	struct map_slot *slots = ARENA_NEW(perm, struct map_slot, cap);
	for (ptrdiff_t i = 0; i < m->cap; i++)
		if (m->slots[i].key.p) *slot_of(slots, cap, m->slots[i].key) = m->slots[i];
	m->slots = slots;
	m->cap = cap;
}

void map_set(struct map *m, str key, int32_t value, struct arena *perm)
{
	if ((m->n + 1) * 4 > m->cap * 3) grow(m, perm);
	struct map_slot *s = slot_of(m->slots, m->cap, key);
	m->n += !s->key.p;
	*s = (struct map_slot){key, value};
}

struct map map_settled(const struct map *m, struct arena *perm)
{
	struct map out = {.n = m->n, .cap = 8};
	while (out.cap * 6 < m->n * 7) out.cap *= 2;
	out.slots = ARENA_NEW(perm, struct map_slot, out.cap);
	for (ptrdiff_t i = 0; i < m->cap; i++)
		if (m->slots[i].key.p) *slot_of(out.slots, out.cap, m->slots[i].key) = m->slots[i];
	return out;
}

int32_t map_get(const struct map *m, str key)
{
	if (!m->cap) return -1;
	const struct map_slot *s = slot_of(m->slots, m->cap, key);
	return s->key.p ? s->value : -1;
}
