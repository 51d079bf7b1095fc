/* The table of parameters: rows are found by reading on from the top, which takes microseconds. */
#include "base/check.h"
#include "base/tsv.h"
#include "fhir/search_int.h"

extern const char search_params_tsv[];
extern const ptrdiff_t search_params_tsv_size;

enum { PATHS_MAX = 8, PARTS_MAX = 2 };

static const str kinds[] = {
	[SEARCH_TOKEN] = S("token"),       [SEARCH_REFERENCE] = S("reference"), [SEARCH_DATE] = S("date"),
	[SEARCH_QUANTITY] = S("quantity"), [SEARCH_STRING] = S("string"),       [SEARCH_URI] = S("uri"),
	[SEARCH_NUMBER] = S("number"),     [SEARCH_COMPOSITE] = S("composite"),
};
static const str leaves[LEAF_COUNT] = {
	[LEAF_ID] = S("id"),
	[LEAF_CODE] = S("code"),
	[LEAF_BOOLEAN] = S("boolean"),
	[LEAF_CODING] = S("Coding"),
	[LEAF_CONCEPT] = S("CodeableConcept"),
	[LEAF_IDENTIFIER] = S("Identifier"),
	[LEAF_CONTACT] = S("ContactPoint"),
	[LEAF_REFERENCE] = S("Reference"),
	[LEAF_CANONICAL] = S("canonical"),
	[LEAF_DATE] = S("date"),
	[LEAF_PERIOD] = S("Period"),
	[LEAF_TIMING] = S("Timing"),
	[LEAF_QUANTITY] = S("Quantity"),
	[LEAF_RANGE] = S("Range"),
	[LEAF_MONEY] = S("Money"),
	[LEAF_NUMBER] = S("number"),
	[LEAF_STRING] = S("string"),
	[LEAF_NAME] = S("HumanName"),
	[LEAF_ADDRESS] = S("Address"),
	[LEAF_URI] = S("uri"),
	[LEAF_DECEASED] = S("deceased"),
	[LEAF_ELEMENT] = S("element"),
};

str fhir_search_kind_name(enum fhir_search_kind kind)
{
	return kinds[kind];
}

static int word_in(const str *words, int n, str word)
{
	int i = 0;
	while (i < n && !str_eq(words[i], word)) i++;
	ASSERT(i < n); /* the table is part of the program */
	return i;
}

static enum fhir_search_kind kind_named(str name)
{
	return (enum fhir_search_kind)word_in(kinds, (int)(sizeof(kinds) / sizeof(*kinds)), name);
}

static enum fhir_search_kind kind_of(const struct tsv_row *row)
{
	return kind_named(tsv_cell(row, S("kind")));
}

static void open_table(struct tsv *t)
{
	bool opened = tsv_open(t, (str){search_params_tsv, search_params_tsv_size});
	ASSERT(opened);
}

/* steps:type, steps:type(Only), steps:type=system */
static struct search_path path_read(str text)
{
	struct search_path p = {0};
	ptrdiff_t colon = str_find(text, S(":"));
	ASSERT(colon > 0);
	p.steps = str_slice(text, 0, colon);
	str leaf = str_slice(text, colon + 1, text.n);
	ptrdiff_t system = str_find(leaf, S("=")), only = str_find(leaf, S("("));
	if (system >= 0) p.system = str_slice(leaf, system + 1, leaf.n), leaf.n = system;
	else if (only >= 0) p.only = str_slice(leaf, only + 1, leaf.n - 1), leaf.n = only;
	p.leaf = (enum search_leaf)word_in(leaves, LEAF_COUNT, leaf);
	return p;
}

static void paths_read(struct search_param *p, str paths, struct arena *a)
{
	str path;
	p->paths = ARENA_NEW(a, struct search_path, PATHS_MAX);
	while (str_next(&paths, '|', &path)) {
		ASSERT(p->path_count < PATHS_MAX);
		p->paths[p->path_count++] = path_read(path);
	}
}

/* kind paths$kind paths */
static void parts_read(struct search_param *p, str parts, struct arena *a)
{
	str part, kind;
	p->parts = ARENA_NEW(a, struct search_param, PARTS_MAX);
	while (parts.n && str_next(&parts, '$', &part)) {
		ASSERT(p->part_count < PARTS_MAX);
		struct search_param *one = &p->parts[p->part_count++];
		str_next(&part, ' ', &kind);
		*one = (struct search_param){.type = p->type, .code = p->code, .kind = kind_named(kind)};
		paths_read(one, part, a);
	}
}

static const struct search_param *param_read(const struct tsv_row *row, struct arena *a)
{
	struct search_param *p = ARENA_NEW(a, struct search_param, 1);
	*p = (struct search_param){.type = tsv_cell(row, S("type")), .code = tsv_cell(row, S("code")), .kind = kind_of(row)};
	paths_read(p, tsv_cell(row, S("paths")), a);
	if (p->kind == SEARCH_COMPOSITE) parts_read(p, tsv_cell(row, S("parts")), a);
	return p;
}

const struct search_param *search_param_find(str type, str code, struct arena *a)
{
	struct tsv t;
	struct tsv_row row;
	if (code.n && code.p[0] == '_') type = S("Resource");
	for (open_table(&t); tsv_next(&t, &row);)
		if (str_eq(tsv_cell(&row, S("type")), type) && str_eq(tsv_cell(&row, S("code")), code)) return param_read(&row, a);
	return NULL;
}

void search_param_references(str type, struct arena *a, search_param_use *use, void *ctx)
{
	struct tsv t;
	struct tsv_row row;
	for (open_table(&t); tsv_next(&t, &row);)
		if (str_eq(tsv_cell(&row, S("type")), type) && kind_of(&row) == SEARCH_REFERENCE) use(ctx, param_read(&row, a));
}

static void params_of(str type, fhir_search_param_emit *emit, void *ctx)
{
	struct tsv t;
	struct tsv_row row;
	for (open_table(&t); tsv_next(&t, &row);)
		if (str_eq(tsv_cell(&row, S("type")), type)) emit(ctx, tsv_cell(&row, S("code")), kind_of(&row));
}

void fhir_search_params(str type, fhir_search_param_emit *emit, void *ctx)
{
	if (type.n && !str_eq(type, S("Resource"))) params_of(type, emit, ctx);
	params_of(S("Resource"), emit, ctx);
}
