#include "store/pq_link.h"

#include "base/check.h"

static bool kind_of(Oid type, enum value_kind *kind)
{
	switch (type) {
	case OID_BOOL:
	case OID_INT2:
	case OID_INT4:
	case OID_INT8: *kind = VALUE_INT; return true;
	case OID_TEXT:
	case OID_VARCHAR: *kind = VALUE_TEXT; return true;
	case OID_BYTEA: *kind = VALUE_BLOB; return true;
	default: return false;
	}
}

/* 1 to 8 bytes, big end first, with sign. */
static int64_t number(const char *p, int n)
{
	int64_t v = (signed char)p[0];
	for (int i = 1; i < n; i++) v = (int64_t)((uint64_t)v << 8 | (unsigned char)p[i]);
	return v;
}

static ptrdiff_t bytes_of(const struct pq_api *pq, const PGresult *r, ptrdiff_t n, int width)
{
	ptrdiff_t sum = 0;
	for (int i = 0; i < n; i++)
		for (int k = 0; k < width; k++) sum += pq->PQgetlength(r, i, k) + 1;
	return sum;
}

bool link_rows(const struct pq_api *pq, PGresult *r, struct rows *rows, struct arena *a, struct fail *fail)
{
	int n = pq->PQntuples(r), width = pq->PQnfields(r);
	enum value_kind kinds[64];
	ASSERT(width <= (int)COUNT(kinds));
	for (int k = 0; k < width; k++) {
		if (kind_of(pq->PQftype(r, k), &kinds[k])) continue;
		fail_set(fail, RC_CORRUPT, "store_read", "column %d of a result has a type that no table has (%u)", k, pq->PQftype(r, k));
		return pq->PQclear(r), false;
	}
	ptrdiff_t bytes = bytes_of(pq, r, n, width), cells = (ptrdiff_t)n * width;
	if (a->end - a->beg < bytes + cells * (ptrdiff_t)sizeof(struct value) + 64) { /* the arena may leave by longjmp: the result first */
		pq->PQclear(r);
		arena_alloc(a, 1, 1, bytes + cells * (ptrdiff_t)sizeof(struct value) + 64);
		return fail_set(fail, RC_LIMIT, "store_read", "too much at once");
	}
	*rows = (struct rows){ARENA_NEW(a, struct value, cells), n, width};
	char *p = ARENA_NEW(a, char, bytes);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < width; k++) {
			struct value *v = &rows->v[(ptrdiff_t)i * width + k];
			int length = pq->PQgetlength(r, i, k);
			v->kind = kinds[k];
			if (pq->PQgetisnull(r, i, k)) continue;
			if (kinds[k] == VALUE_INT) {
				v->n = number(pq->PQgetvalue(r, i, k), length);
				continue;
			}
			v->bytes = (str){memcpy(p, pq->PQgetvalue(r, i, k), (size_t)length), length};
			p += length + 1;
		}
	pq->PQclear(r);
	return true;
}
