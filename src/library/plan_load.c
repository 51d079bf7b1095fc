/* plan_load.c - care plans and the limits of what can be measured. */
#include "library/pack_int.h"
#include "library/plans.h"

#include "base/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static str stem(str name)
{
	return str_slice(name, 0, name.n - (ptrdiff_t)strlen(".tsv"));
}

/* ---- names ---- */

static int32_t concept_of(void *ctx, str id)
{
	return pack_concept(ctx, id);
}

static bool source_known(void *ctx, str ids)
{
	const struct pack *p = ctx;
	str id;
	int n = 0;
	while (str_next(&ids, ' ', &id)) {
		if (id.n && map_get(&p->source_by_id, id) < 0) return false;
		n += id.n > 0;
	}
	return n > 0;
}

static bool lab_known(void *ctx, str id)
{
	const struct pack *p = ctx;
	int32_t c = pack_concept(p, id);
	return c >= 0 && p->concepts.v[c].lab >= 0;
}

struct checking {
	struct pack *p; /* first: the names above take it for the pack */
	int32_t file;
};

static int32_t checked_concept(void *ctx, str id)
{
	return concept_of(((struct checking *)ctx)->p, id);
}

static bool checked_source(void *ctx, str ids)
{
	return source_known(((struct checking *)ctx)->p, ids);
}

static bool checked_lab(void *ctx, str id)
{
	return lab_known(((struct checking *)ctx)->p, id);
}

static void complain(void *ctx, int line, const char *why)
{
	struct checking *c = ctx;
	pack_refuse(c->p, c->file, line, str_c(&c->p->arena, str_from(why)));
}

static void quiet(void *ctx, int line, const char *why)
{
	(void)ctx, (void)line, (void)why; /* said when the pack was loaded */
}

/* ---- when the pack is loaded ---- */

/* On the arena for building, which goes when the pack is there. */
static void check_one(struct loader *l, str name)
{
	struct pack *p = l->p;
	struct file_text file;
	struct plan plan;
	if (!pack_read_file_to(l, pack_joined(&p->arena, "plans/", name, ""), &p->build, &file)) return;
	struct checking c = {p, file.file};
	struct plan_names names = {{checked_concept, &c}, checked_source, checked_lab, complain, &c};
	str id = str_copy(&p->arena, stem(name));
	if (!plan_read(&plan, id, file.text, &names, &p->build)) {
		pack_refuse(p, file.file, 1, "there is no plan in it");
		return;
	}
	if (!plan_itself(&plan) && !str_eq(id, S("any"))) pack_refuse(p, file.file, 1, "the row of the plan itself is missing");
	struct plan_file *f = ARENA_PUSH(&p->build, &p->plans);
	*f = (struct plan_file){.id = id, .listed = plan_itself(&plan) != NULL};
	crypto_hash_sha256(f->hash, (const unsigned char *)file.text.p, (unsigned long long)file.text.n);
}

static const char *number_or_none(str text, double *out)
{
	*out = NAN;
	return !text.n || str_to_double(text, out) ? NULL : "a limit is no number";
}

static const char *limit_row(struct pack *p, const struct tsv_row *row)
{
	struct measure_limit m = {0};
	double *const to[] = {&m.age_from_y, &m.age_to_y, &m.least, &m.most, &m.rare_below, &m.rare_above};
	static const char *const names[] = {"age_from_y", "age_to_y", "min", "max", "likely_min", "likely_max"};
	enum measure_kind kind = measure_kind_by_name(tsv_cell(row, S("measure")));
	int part = 0;
	if (kind == MEASURE_KINDS) return "unknown measure";
	const struct measure_form *form = measure_form(kind);
	while (part < form->parts && !str_eq(tsv_cell(row, S("part")), str_from(form->part[part].name))) part++;
	if (part == form->parts) return "unknown part of the measure";
	if (!str_eq(tsv_cell(row, S("unit")), str_from(form->unit))) return "the unit is not that of the measure";
	if (!source_known(p, tsv_cell(row, S("source")))) return "unknown or missing source";
	for (ptrdiff_t i = 0; i < COUNT(to); i++) {
		const char *why = number_or_none(tsv_cell(row, str_from(names[i])), to[i]);
		if (why) return why;
	}
	if (!(m.least <= m.rare_below && m.rare_below < m.rare_above && m.rare_above <= m.most)) return "the limits are not in order";
	m.kind = (unsigned char)kind, m.part = (unsigned char)part;
	*ARENA_PUSH(&p->build, &p->measures) = m;
	return NULL;
}

static void read_measures(struct loader *l)
{
	struct pack *p = l->p;
	struct file_list found;
	struct file_text file;
	struct tsv table;
	struct tsv_row row;
	bool there = false;
	if (!pack_names_in(l, ".", S("measures.tsv"), &found)) return;
	for (ptrdiff_t i = 0; i < found.n; i++) there |= str_eq(found.v[i], S("measures.tsv"));
	if (!there || !pack_read_file_to(l, S("measures.tsv"), &p->build, &file)) return;
	if (!tsv_open(&table, file.text)) {
		pack_refuse(p, file.file, 1, "no header line");
		return;
	}
	while (tsv_next(&table, &row)) {
		const char *why = row.cells == table.columns ? limit_row(p, &row) : "the number of cells is not that of the header";
		if (why) pack_refuse(p, file.file, row.line, why);
	}
}

void pack_read_plans(struct loader *l)
{
	struct file_list names;
	char *folder = realpath(l->folder, NULL);
	l->p->folder = str_copy(&l->p->arena, str_from(folder ? folder : l->folder));
	free(folder);
	read_measures(l);
	if (!pack_names_in(l, "plans", S(".tsv"), &names)) return;
	for (ptrdiff_t i = 0; i < names.n; i++) check_one(l, names.v[i]);
}

/* ---- when a plan is needed ---- */

bool pack_plan(struct plan *out, const struct pack *pack, str id, struct arena *a, struct fail *fail)
{
	const struct plan_file *f = NULL;
	struct fail why = {0};
	str text;
	unsigned char hash[crypto_hash_sha256_BYTES];
	for (ptrdiff_t i = 0; i < pack->plans.n; i++)
		if (str_eq(pack->plans.v[i].id, id)) f = &pack->plans.v[i];
	if (!f) return fail_set(fail, RC_MISSING, "plan", "there is no such plan");
	struct sb path = sb_new(a, pack->folder.n + id.n + 16);
	sb_fmt(&path, STR_FMT "/plans/" STR_FMT ".tsv", STR_ARG(pack->folder), STR_ARG(id));
	sb_byte(&path, 0);
	if (!file_read(&text, path.p, PACK_FILE_MAX, a, &why)) return fail_set(fail, RC_CORRUPT, "plan", "the plan's file cannot be read");
	crypto_hash_sha256(hash, (const unsigned char *)text.p, (unsigned long long)text.n);
	if (memcmp(hash, f->hash, sizeof hash) != 0)
		return fail_set(fail, RC_CORRUPT, "plan", "the plan's file was changed since the pack was loaded");
	struct plan_names names = {{concept_of, (void *)pack}, source_known, lab_known, quiet, (void *)pack};
	return plan_read(out, f->id, text, &names, a) || fail_set(fail, RC_CORRUPT, "plan", "the plan's file says nothing");
}

str pack_source_titles(const struct pack *pack, str ids, struct arena *a)
{
	struct sb out = sb_new(a, 96);
	str id;
	while (str_next(&ids, ' ', &id)) {
		int32_t s = id.n ? map_get(&pack->source_by_id, id) : -1;
		if (s < 0) continue;
		if (out.n) sb_add(&out, S("；"));
		sb_add(&out, pack->sources.v[s].title);
		if (!pack->sources.v[s].year.n || str_find(pack->sources.v[s].title, pack->sources.v[s].year) >= 0) continue;
		sb_fmt(&out, " (" STR_FMT ")", STR_ARG(pack->sources.v[s].year));
	}
	return sb_str(&out);
}
