/* plan_for_test.h - for tests: a plan of a few rows, facts, and a series that begins at a Monday. */
#ifndef CARE_PLAN_FOR_TEST_H
#define CARE_PLAN_FOR_TEST_H

#include "care/plan.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>

#define FOR_TEST __attribute__((unused)) static

static struct arena memory;
static int complaints;
static char complaint[200];
static const int64_t day_ms = 86400000, hour_ms = 3600000;
static const int64_t monday_ms = INT64_C(1795996800000) - 8 * 3600000; /* 2026-11-30 00:00 in China */

static const char *const concepts[] = {"hypertension", "diabetes", "chest-pain"};

static int32_t concept_of(void *ctx, str id)
{
	(void)ctx;
	for (int i = 0; i < COUNT(concepts); i++)
		if (str_eq(id, str_from(concepts[i]))) return i;
	return -1;
}

static bool known(void *ctx, str id)
{
	(void)ctx;
	return id.n > 0 && !str_eq(id, S("nowhere"));
}

static void complain(void *ctx, int line, const char *why)
{
	(void)ctx;
	complaints++;
	snprintf(complaint, sizeof complaint, "%d: %s", line, why);
}

#define HEAD \
	"plan\tkind\tid\ttype\tzh\ten\twhen\tanswer\tmeasure\tpart\tcontext\tlow\thigh\ttest\tdays\tn\tto\ttier\tevery\ttimes\tat\ttext_zh\ttext_" \
	"en\tdoctor_zh\tdoctor_en\tsource\n"

/* Rows of "name=value|name=value", the rest empty. */
FOR_TEST void row_add(struct sb *out, const char *spec)
{
	str head = str_slice(S(HEAD), 0, (ptrdiff_t)sizeof HEAD - 2), name, all = str_from(spec), one;
	for (bool first = true; str_next(&head, '\t', &name); first = false) {
		str rest = all, value = {"", 0};
		if (!first) sb_byte(out, '\t');
		while (str_next(&rest, ',', &one)) {
			ptrdiff_t is = str_find(one, S("="));
			if (is > 0 && str_eq(str_slice(one, 0, is), name)) value = str_slice(one, is + 1, one.n);
		}
		if (str_eq(name, S("plan")) && !value.n) value = S("p");
		if ((str_eq(name, S("source")) || str_starts(name, S("zh")) || str_starts(name, S("en")) || str_starts(name, S("text")) ||
		     str_starts(name, S("doctor"))) &&
		    !value.n && !str_eq(name, S("every")))
			value = S("x");
		sb_add(out, value);
	}
	sb_byte(out, '\n');
}

FOR_TEST bool plan_from(struct plan *p, const char *const *rows)
{
	struct sb out = sb_new(&memory, 4096);
	struct plan_names names = {{concept_of, NULL}, known, known, complain, NULL};
	sb_add(&out, S(HEAD));
	for (; *rows; rows++) row_add(&out, *rows);
	complaints = 0;
	return plan_read(p, S("p"), sb_str(&out), &names, &memory);
}

/* A series; the points in words: "day hour value[/value] [context];…" */
FOR_TEST struct series series_from(const char *text)
{
	struct series s = {0};
	str rest = str_from(text), one;
	while (str_next(&rest, ';', &one)) {
		struct point p = {.id = S("id")};
		str word, part;
		double day, hour;
		if (!(one = str_trim(one)).n) continue;
		assert_true(str_next(&one, ' ', &word) && str_to_double(word, &day));
		assert_true(str_next(&one, ' ', &word) && str_to_double(word, &hour));
		assert_true(str_next(&one, ' ', &word));
		for (int k = 0; k < MEASURE_PARTS && str_next(&word, '/', &part); k++) assert_true(str_to_double(part, &p.v[k]));
		if (str_next(&one, ' ', &word)) assert_true(measure_context_by_name(&p.context, word));
		p.at_ms = monday_ms + (int64_t)(day * (double)day_ms) + (int64_t)(hour * (double)hour_ms);
		*ARENA_PUSH(&memory, &s) = p;
	}
	return s;
}

#endif
