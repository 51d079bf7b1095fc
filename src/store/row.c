#include "base/check.h"
#include "store/row_int.h"

bool row_write(struct store *s, enum stmt what, const struct field *fields, int n, const void *row, struct fail *fail)
{
	struct value args[FIELDS_MAX];
	ASSERT(n <= FIELDS_MAX);
	for (int i = 0; i < n; i++) {
		const char *at = (const char *)row + fields[i].at;
		switch (fields[i].kind) {
		case FIELD_TEXT: args[i] = ARG_TEXT(*(const str *)at); break;
		case FIELD_BLOB: args[i] = ARG_BLOB(*(const str *)at); break;
		case FIELD_INT: args[i] = ARG_INT(*(const int64_t *)at); break;
		case FIELD_BYTES: args[i] = ARG_BYTES(at, fields[i].size); break;
		}
	}
	return s->verbs->write(s, what, args, n, NULL, fail);
}

static bool fill(void *row, const struct field *fields, int n, const struct value *cells, enum stmt what, struct fail *fail)
{
	for (int i = 0; i < n; i++) {
		char *at = (char *)row + fields[i].at;
		switch (fields[i].kind) {
		case FIELD_TEXT:
		case FIELD_BLOB: *(str *)at = cells[i].bytes; break;
		case FIELD_INT: *(int64_t *)at = cells[i].n; break;
		case FIELD_BYTES:
			if (cells[i].bytes.n != fields[i].size)
				return fail_set(fail, RC_CORRUPT, statement_name(what), "a stored value has a wrong length");
			memcpy(at, cells[i].bytes.p, (size_t)fields[i].size);
			break;
		}
	}
	return true;
}

bool row_one(struct store *s, enum stmt what, const struct value *args, int args_n, const struct field *fields, int n, void *row, struct arena *a,
	     struct fail *fail)
{
	struct rows rows;
	if (!s->verbs->read(s, what, args, args_n, &rows, a, fail)) return false;
	if (!rows.n) return fail_set(fail, RC_MISSING, statement_name(what), "no such row");
	ASSERT(rows.width == n);
	return fill(row, fields, n, rows.v, what, fail);
}

struct vector {
	void *v;
	ptrdiff_t n, cap;
};

bool row_all(struct store *s, enum stmt what, const struct value *args, int args_n, const struct field *fields, int n, void *vector, ptrdiff_t size,
	     struct arena *a, struct fail *fail)
{
	struct rows rows;
	struct vector *out = vector;
	*out = (struct vector){0};
	if (!s->verbs->read(s, what, args, args_n, &rows, a, fail)) return false;
	ASSERT(!rows.n || rows.width == n);
	out->v = arena_alloc(a, size, (ptrdiff_t) _Alignof(max_align_t), rows.n ? rows.n : 1);
	for (; out->n < rows.n; out->n++)
		if (!fill((char *)out->v + out->n * size, fields, n, &rows.v[out->n * n], what, fail)) return false;
	out->cap = out->n;
	return true;
}

bool row_change(struct store *s, enum stmt what, const struct value *args, int args_n, enum rc rc, const char *why, struct fail *fail)
{
	int64_t changed = 0;
	if (!s->verbs->write(s, what, args, args_n, &changed, fail)) return false;
	return changed > 0 || fail_set(fail, rc, statement_name(what), "%s", why);
}

bool row_run(struct store *s, enum stmt what, const struct value *args, int args_n, struct fail *fail)
{
	return s->verbs->write(s, what, args, args_n, NULL, fail);
}
