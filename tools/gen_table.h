/* gen_table.h - what the generators of tables share. Included once by each. */
#ifndef TOOLS_GEN_TABLE_H
#define TOOLS_GEN_TABLE_H

#include "../src/clinic/unit_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 128, FILE_MAX = 1 << 20 };

static void stop(const char *why, const char *what)
{
	fprintf(stderr, "%s: %s\n", why, what);
	exit(1);
}

static char *slurp(const char *path, size_t *n)
{
	FILE *in = fopen(path, "rb");
	char *all = calloc(1, FILE_MAX);
	if (!in || !all) stop("cannot read", path);
	*n = fread(all, 1, FILE_MAX - 1, in);
	if (*n == FILE_MAX - 1) stop("too large", path);
	fclose(in);
	return all;
}

static void put_text(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\') printf("\\%c", *s);
		else if (*s == '?') printf("\\?");
		else putchar(*s);
	}
	printf("\", ");
}

/* A hash table of indexes; a key that comes twice stops the build. */
struct slots {
	int16_t *v;
	int cap;
};

static void slot_set(struct slots s, const char *key, int index, const char *(*key_of)(int))
{
	uint32_t h = table_hash(key, (ptrdiff_t)strlen(key)) & (uint32_t)(s.cap - 1);
	for (; s.v[h] >= 0; h = (h + 1) & (uint32_t)(s.cap - 1))
		if (!strcmp(key_of(s.v[h]), key)) stop("twice", key);
	s.v[h] = (int16_t)index;
}

/* Writes the table and frees it. */
static void put_slots(const char *name, const char *cap, struct slots s)
{
	printf("const int16_t %s[%s] = {", name, cap);
	for (int i = 0; i < s.cap; i++) printf("%s%d,", i % 32 ? "" : "\n", s.v[i]);
	printf("\n};\n");
	free(s.v);
}

static struct slots slots_new(int cap)
{
	struct slots s = {malloc(sizeof(int16_t) * (size_t)cap), cap};
	if (!s.v) exit(1);
	for (int i = 0; i < cap; i++) s.v[i] = -1;
	return s;
}

#endif
