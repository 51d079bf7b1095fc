/* resource_each.c - the resources of a record one by one, and lists of them without their texts. */
#include "app/resource_int.h"

enum { ROWS_AT_ONCE = 2000, ROWS_BYTES = 12 << 20, ROW_BYTES = 512 }; /* sealed and in memory at once; what a row has besides */

/* How many of the next rows fit together, by their sizes; at least one. */
static int fitting(const struct count_rows *sizes, ptrdiff_t at)
{
	int64_t bytes = 0;
	int n = 0;
	for (; at + n < sizes->n && n < ROWS_AT_ONCE && bytes + sizes->v[at + n].n <= ROWS_BYTES; n++) bytes += sizes->v[at + n].n + ROW_BYTES;
	return n ? n : 1;
}

static bool rows_after(struct zhuyi *z, const struct someone *s, struct resource_rows *rows, str type, const struct count_row *last, int n,
		       struct arena *a, struct fail *fail)
{
	str none = {"", 0};
	return type.n ? store_resources_of(z->store, rows, s->org, s->person, type, last ? last->b : none, n, a, fail)
		      : store_resources_all(z->store, rows, s->org, s->person, last ? last->a : none, last ? last->b : none, n, a, fail);
}

struct rest_of { /* what is still to be read */
	struct count_rows sizes;
	ptrdiff_t at;
	char names[RESOURCE_TYPE_MAX + RESOURCE_ID_MAX]; /* of the last row, across the memory of its batch */
	struct count_row last;
};

/* Rows may have come or gone since the sizes were read: the list is entered behind the row of this name. */
static void passed(struct rest_of *r, const struct resource_row *row)
{
	memcpy(r->names, row->type.p, (size_t)row->type.n);
	memcpy(r->names + row->type.n, row->id.p, (size_t)row->id.n);
	r->last = (struct count_row){{r->names, row->type.n}, {r->names + row->type.n, row->id.n}, 0};
	for (ptrdiff_t k = r->at; k < r->sizes.n; k++)
		if (str_eq(r->sizes.v[k].a, row->type) && str_eq(r->sizes.v[k].b, row->id)) {
			r->at = k + 1;
			return;
		}
}

/* Those that came since then may be left out. */
bool resources_each(struct zhuyi *z, const struct someone *s, str type, resource_use *use, void *ctx, struct arena scratch, struct fail *fail)
{
	struct rest_of r = {0};
	if (!store_resource_sizes(z->store, &r.sizes, s->org, s->person, type, &scratch, fail)) return false;
	while (r.at < r.sizes.n) {
		struct arena batch = scratch;
		struct resource_rows rows;
		int n = fitting(&r.sizes, r.at);
		if (!rows_after(z, s, &rows, type, r.last.a.n ? &r.last : NULL, n, &batch, fail)) return false;
		for (ptrdiff_t i = 0; i < rows.n; i++) {
			struct arena one = batch;
			struct kept kept;
			if (!resource_open(&kept, s, &rows.v[i], &one, fail)) return false;
			if (!use(ctx, &kept)) return true;
			passed(&r, &rows.v[i]);
		}
		if (!rows.n) break;
	}
	return true;
}

bool resource_versions(struct zhuyi *z, const struct someone *s, struct version_rows *out, str type, str id, int64_t since_ms, int limit,
		       int64_t offset, struct arena *a, struct fail *fail)
{
	return store_resource_versions(z->store, out, s->org, s->person, type, id, since_ms, limit, offset, a, fail);
}

bool resources_count(struct zhuyi *z, const struct someone *s, int64_t *live, str type, struct arena scratch, struct fail *fail)
{
	struct count_rows rows;
	*live = 0;
	if (!store_resource_counts(z->store, &rows, s->org, s->person, &scratch, fail)) return false;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(rows.v[i].b, S("live")) && (!type.n || str_eq(type, rows.v[i].a))) *live += rows.v[i].n;
	return true;
}
