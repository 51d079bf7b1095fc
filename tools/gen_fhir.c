/* gen_fhir.c - run at build time: gen_fhir ELEMENTS.tsv CODES.tsv writes the tables of fhir/table_int.h as C. A type, base or set that is not there stops the build. */
#include "../src/fhir/table_int.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FILE_MAX = 1 << 20,
	CELLS = 7,
	TYPES_MAX = 2000,
	ELEMENTS_MAX = 8000,
	SETS_MAX = 400,
	POOL_MAX = 1 << 19,
	HASH = 1 << 15,
	NAME_MAX_BYTES = 160
};

static struct fhir_type types[TYPES_MAX];
static struct fhir_element elements[ELEMENTS_MAX];
static struct fhir_set sets[SETS_MAX];
static int type_count, element_count, set_count;
static char pool[POOL_MAX];
static uint32_t pool_used = 1, hashed[HASH];

static void stop(const char *why, const char *what)
{
	fprintf(stderr, "%s: %s\n", why, what);
	exit(1);
}

static char *slurp(const char *path)
{
	FILE *in = fopen(path, "rb");
	char *all = calloc(1, FILE_MAX);
	if (!in || !all || fread(all, 1, FILE_MAX - 1, in) == FILE_MAX - 1) stop("cannot read, or too large", path);
	fclose(in);
	return all;
}

/* The next row's cells; false at the end. The header and comments are left out. */
static bool next_row(char **rest, char *cell[CELLS], int cells)
{
	for (char *line; **rest;) {
		line = *rest;
		*rest = strchr(line, '\n') ? strchr(line, '\n') + 1 : line + strlen(line);
		if ((*rest)[-1] == '\n') (*rest)[-1] = 0;
		if (!*line || *line == '#') continue;
		for (int i = 0; i < cells; i++) {
			char *tab = strchr(line, '\t');
			if (!tab != (i == cells - 1)) stop("wrong number of cells", line);
			cell[i] = line;
			if (!tab) break;
			*tab = 0;
			line = tab + 1;
		}
		if (strcmp(cell[0], "type") != 0 && strcmp(cell[0], "set") != 0) return true;
	}
	return false;
}

/* The offset of a text in the pool, put in once. */
static uint32_t text(const char *s)
{
	uint32_t h = 2166136261u;
	if (!*s) return 0;
	for (const char *c = s; *c; c++) h = (h ^ (unsigned char)*c) * 16777619u;
	for (h %= HASH; hashed[h]; h = (h + 1) % HASH)
		if (!strcmp(pool + hashed[h], s)) return hashed[h];
	if (pool_used + strlen(s) + 1 > POOL_MAX) stop("pool too small for", s);
	hashed[h] = pool_used;
	memcpy(pool + pool_used, s, strlen(s) + 1);
	pool_used += (uint32_t)strlen(s) + 1;
	return hashed[h];
}

static int by_type(const void *a, const void *b)
{
	return strcmp(pool + ((const struct fhir_type *)a)->name, pool + ((const struct fhir_type *)b)->name);
}

static int by_element(const void *a, const void *b)
{
	return strcmp(pool + ((const struct fhir_element *)a)->name, pool + ((const struct fhir_element *)b)->name);
}

static uint16_t type_index(const char *name)
{
	struct fhir_type key = {.name = text(name)};
	struct fhir_type *found = bsearch(&key, types, (size_t)type_count, sizeof *types, by_type);
	if (!found) stop("no such type", name);
	return (uint16_t)(found - types);
}

static uint16_t set_index(const char *name)
{
	if (!*name) return 0;
	for (int i = 0; i < set_count; i++)
		if (!strcmp(pool + sets[i].name, name)) return (uint16_t)(i + 1);
	stop("no such set", name);
	return 0;
}

static void read_sets(const char *path)
{
	char *cell[CELLS], *all = slurp(path), *rest = all;
	while (next_row(&rest, cell, 3)) {
		if (set_count == SETS_MAX) stop("too many sets", path);
		sets[set_count++] = (struct fhir_set){text(cell[0]), text(cell[1]), text(cell[2])};
	}
	free(all);
}

static uint16_t kind_of(const char *name)
{
	static const char *const names[] = {"primitive", "complex", "abstract", "resource"};
	for (uint16_t i = 0; i < 4; i++)
		if (!strcmp(names[i], name)) return i;
	stop("unknown kind", name);
	return 0;
}

static void read_types(const char *path)
{
	char *cell[CELLS], *all = slurp(path), *rest = all;
	while (next_row(&rest, cell, CELLS)) {
		if (*cell[1]) continue;
		if (type_count == TYPES_MAX) stop("too many types", path);
		types[type_count++] = (struct fhir_type){.name = text(cell[0]), .kind = kind_of(cell[2])};
	}
	qsort(types, (size_t)type_count, sizeof *types, by_type);
	free(all);
}

/* One row, or of a choice one for each of its types. */
static void add_element(char *cell[CELLS])
{
	char name[NAME_MAX_BYTES], *x = strstr(cell[1], "[x]");
	struct fhir_element one = {.set = set_index(cell[6]), .must = !strcmp(cell[2], "must"), .many = !strcmp(cell[3], "many")};
	if (x) *x = 0, one.stem = (uint8_t)strlen(cell[1]);
	for (char *type = strtok(cell[4], " "); type; type = strtok(NULL, " ")) {
		bool primitive = type[0] >= 'a';
		snprintf(name, sizeof name, "%s%s", cell[1], x ? type : "");
		if (x && primitive) name[one.stem] = (char)(name[one.stem] - 'a' + 'A');
		one.name = text(name);
		one.type = type_index(type);
		one.targets = strcmp(type, "Reference") != 0 ? 0 : text(cell[5]);
		if (element_count == ELEMENTS_MAX) stop("too many elements", name);
		elements[element_count++] = one;
	}
}

static void read_elements(const char *path)
{
	char *cell[CELLS], *all = slurp(path), *rest = all;
	while (next_row(&rest, cell, CELLS)) {
		struct fhir_type *type = &types[type_index(cell[0])];
		if (!*cell[1]) {
			type->base = *cell[4] ? type_index(cell[4]) : FHIR_NO_TYPE;
			continue;
		}
		if (!type->count) type->first = (uint16_t)element_count;
		int before = element_count;
		add_element(cell);
		if (type->first + type->count != before) stop("rows of a type are not together", cell[0]);
		type->count = (uint16_t)(element_count - type->first);
	}
	for (int i = 0; i < type_count; i++) qsort(elements + types[i].first, types[i].count, sizeof *elements, by_element);
	free(all);
}

static void put_pool(void)
{
	printf("const char fhir_pool[%u] = {", pool_used);
	for (uint32_t i = 0; i < pool_used; i++) printf("%s%d,", i % 32 ? "" : "\n", pool[i]);
	printf("\n};\n");
}

int main(int argc, char **argv)
{
	if (argc != 3) stop("usage", "gen_fhir ELEMENTS.tsv CODES.tsv");
	read_sets(argv[2]);
	read_types(argv[1]);
	read_elements(argv[1]);
	printf("#include \"fhir/table_int.h\"\n");
	put_pool();
	printf("const struct fhir_type fhir_types[] = {\n");
	for (int i = 0; i < type_count; i++)
		printf("{%u,%d,%d,%d,%d},\n", types[i].name, types[i].base, types[i].first, types[i].count, types[i].kind);
	printf("};\nconst int fhir_type_count = %d;\nconst struct fhir_element fhir_elements[] = {\n", type_count);
	for (int i = 0; i < element_count; i++) {
		struct fhir_element *e = &elements[i];
		printf("{%u,%u,%d,%d,%d,%d,%d,0},\n", e->name, e->targets, e->type, e->set, e->stem, e->must, e->many);
	}
	printf("};\nconst struct fhir_set fhir_sets[] = {\n");
	for (int i = 0; i < set_count; i++) printf("{%u,%u,%u},\n", sets[i].name, sets[i].systems, sets[i].codes);
	printf("};\n");
	return 0;
}
