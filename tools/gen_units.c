/* gen_units.c - run at build time: gen_units NAMES.tsv SUBSTANCES.tsv writes the spellings and substances of clinic/unit_int.h as C. A spelling or an alias that
 * comes twice stops the build. */
#include "gen_table.h"

#include <stdbool.h>

enum { ROWS_MAX = 3000, CELLS_MAX = 16 };

static char *rows[ROWS_MAX][CELLS_MAX];
static int row_count, cell_count;

/* Tab-separated, the first line names the columns; # begins a comment. */
static void read_rows(const char *path)
{
	size_t n;
	char *all = slurp(path, &n);
	row_count = cell_count = 0;
	for (char *line = all, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next) *next++ = 0;
		if (!*line || *line == '#') continue;
		int cells = 0;
		for (char *cell = line; cell; cells++) {
			char *tab = strchr(cell, '\t');
			if (tab) *tab++ = 0;
			if (cells == CELLS_MAX || row_count == ROWS_MAX) stop("too large", path);
			rows[row_count][cells] = cell;
			cell = tab;
		}
		if (!cell_count) cell_count = cells;
		if (cells != cell_count) stop("wrong number of cells", rows[row_count][0]);
		row_count++;
	}
}

static char *cell(int row, const char *column)
{
	for (int i = 0; i < cell_count; i++)
		if (!strcmp(rows[0][i], column)) return rows[row][i];
	stop("no such column", column);
	return NULL;
}

static const char *name_key(int i)
{
	return cell(i + 1, "spelling");
}

static void put_names(const char *path)
{
	static const char *const kinds[] = {"unit", "whole", "prefix", "times"};
	struct slots slots = slots_new(NAME_SLOTS);
	read_rows(path);
	printf("const struct unit_name unit_names[] = {\n");
	for (int i = 1; i < row_count; i++) {
		int kind = 0;
		while (kind < 4 && strcmp(kinds[kind], cell(i, "kind"))) kind++;
		if (kind == 4) stop("unknown kind", cell(i, "kind"));
		slot_set(slots, cell(i, "spelling"), i - 1, name_key);
		printf("\t{");
		put_text(cell(i, "spelling"));
		put_text(cell(i, "ucum"));
		printf("%d},\n", kind);
	}
	printf("};\nconst int unit_name_count = %d;\n", row_count - 1);
	put_slots("unit_name_slots", "NAME_SLOTS", slots);
}

static struct {
	char folded[TEXT_MAX];
	int index;
} aliases[ROWS_MAX];
static int alias_count;

static const char *alias_key(int i)
{
	return aliases[i].folded;
}

static void add_alias(struct slots slots, const char *p, size_t n, int index)
{
	char folded[TEXT_MAX] = {0};
	if (n && name_fold(folded, TEXT_MAX - 1, p, (ptrdiff_t)n) <= 0) stop("no alias", p);
	if (!folded[0]) return;
	for (int i = 0; i < alias_count; i++)
		if (!strcmp(aliases[i].folded, folded) && aliases[i].index == index) return; /* 2 spellings that fold alike */
	if (alias_count == ROWS_MAX) stop("too many aliases", p);
	memcpy(aliases[alias_count].folded, folded, TEXT_MAX);
	aliases[alias_count].index = index;
	slot_set(slots, aliases[alias_count].folded, alias_count, alias_key);
	alias_count++;
}

static void add_aliases(struct slots slots, const char *list, int index)
{
	for (const char *p = list; *p;) {
		size_t n = strcspn(p, ";");
		add_alias(slots, p, n, index);
		p += n + (p[n] == ';');
	}
}

static void put_long_double(const char *number)
{
	printf("%s%sL, ", *number ? number : "0", strchr(number, '.') ? "" : ".0");
}

static void put_substances(const char *path)
{
	struct slots slots = slots_new(ALIAS_SLOTS);
	read_rows(path);
	printf("const struct substance substances[] = {\n");
	for (int i = 1; i < row_count; i++) {
		static const char *const texts[] = {"id",        "zh",          "en",    "formula", "molar_mass",
						    "iu_per_mg", "nmol_per_iu", "slope", "offset",  "source"};
		bool enzyme = !strcmp(cell(i, "iu_per_mg"), "U");
		if (enzyme) cell(i, "iu_per_mg")[0] = 0;
		printf("\t{");
		for (int k = 0; k < 10; k++) put_text(cell(i, texts[k]));
		put_long_double(cell(i, "molar_mass"));
		put_long_double(cell(i, "iu_per_mg"));
		put_long_double(cell(i, "nmol_per_iu"));
		put_long_double(cell(i, "slope"));
		put_long_double(cell(i, "offset"));
		printf("%ld, %d},\n", labs(strtol(cell(i, "charge"), NULL, 10)), enzyme);
		add_aliases(slots, cell(i, "id"), i - 1);
		add_aliases(slots, cell(i, "zh"), i - 1);
		add_aliases(slots, cell(i, "en"), i - 1);
		add_aliases(slots, cell(i, "zh_terms"), i - 1);
		add_aliases(slots, cell(i, "en_terms"), i - 1);
	}
	printf("};\nconst int substance_count = %d;\nconst struct alias substance_aliases[] = {\n", row_count - 1);
	for (int i = 0; i < alias_count; i++) {
		printf("\t{");
		put_text(aliases[i].folded);
		printf("%d},\n", aliases[i].index);
	}
	printf("};\n");
	put_slots("substance_alias_slots", "ALIAS_SLOTS", slots);
}

int main(int argc, char **argv)
{
	if (argc != 3) return fprintf(stderr, "usage: gen_units NAMES SUBSTANCES\n"), 2;
	printf("/* made by tools/gen_units.c; do not edit */\n#include \"clinic/substance.h\"\n#include \"clinic/unit_int.h\"\n\n");
	put_names(argv[1]);
	put_substances(argv[2]);
	return fflush(stdout) != 0;
}
