/* calc_load.c - the calculators of a pack. */
#include "library/pack_int.h"

#include "library/names.h"

struct complaint {
	struct pack *p;
	int32_t file;
};

static void complain(void *ctx, int line, const char *why)
{
	struct complaint *c = ctx;
	pack_refuse(c->p, c->file, line, why);
}

static str file_stem(str name)
{
	return str_slice(name, 0, name.n - (ptrdiff_t)strlen(".calc"));
}

static bool known_id(const struct pack *p, str id)
{
	for (ptrdiff_t i = 0; i < p->calcs.n; i++)
		if (str_eq(p->calcs.v[i].calc.id, id)) return true;
	return false;
}

static int32_t file_passage(struct pack *p, const struct calculator *c, struct file_text file)
{
	struct arena scratch = p->scratch;
	return pack_passage_add(
		p, (struct passage){.id = pack_joined(&scratch, "", p->id, str_c(&scratch, pack_joined(&scratch, "/calculator/", c->calc.id, ""))),
				    .text = str_trim(file.text),
				    .file = file.file,
				    .line = 1,
				    .concept = -1,
				    .section = -1,
				    .sources = c->sources,
				    .source_count = c->source_count});
}

static void read_one(struct loader *l, str name, const struct calc_shared *shared)
{
	struct arena scratch = l->p->scratch, *build = &scratch;
	struct pack *p = l->p;
	struct file_text file;
	struct calculator c = {0};
	if (!pack_read_file(l, pack_joined(&p->arena, "calculators/", name, ""), &file)) return;
	struct complaint ctx = {p, file.file};
	if (!calc_read(&c.calc, file.text, shared, &p->arena, build, complain, &ctx)) return;
	if (!str_eq(c.calc.id, file_stem(name))) pack_refuse(p, file.file, 0, "the id is not the file's name; the calculator is not used");
	else if (known_id(p, c.calc.id)) pack_refuse(p, file.file, 0, "another calculator has this id");
	else if (!pack_sources(p, c.calc.sources, &c.sources, &c.source_count))
		pack_refuse(p, file.file, 0, "unknown or missing source; the calculator is not used");
	else {
		c.passage = file_passage(p, &c, file);
		*ARENA_PUSH(&p->build, &p->calcs) = c;
	}
}

/* What people call them in a question. */
static void name_all(struct pack *p)
{
	for (ptrdiff_t i = 0; i < p->calcs.n; i++)
		for (int lang = 0; lang < LANGS; lang++) {
			names_add(p->names, NAMES_CALCS, p->calcs.v[i].calc.name[lang], (int32_t)i, LEXICON_PLAIN);
			names_add(p->names, NAMES_CALCS, p->calcs.v[i].calc.aliases[lang], (int32_t)i, LEXICON_PLAIN);
		}
}

void pack_read_calcs(struct loader *l)
{
	struct pack *p = l->p;
	struct file_list names;
	struct file_text shared_file;
	struct calc_shared shared = {0};
	if (!pack_names_in(l, "calculators", S(".calc"), &names)) {
		pack_refuse(p, -1, 0, "no calculators");
		return;
	}
	if (pack_read_file(l, S("calculators/inputs.txt"), &shared_file)) {
		struct complaint ctx = {p, shared_file.file};
		calc_read_shared(&shared, shared_file.text, &p->arena, &p->build, complain, &ctx);
	}
	for (ptrdiff_t i = 0; i < names.n; i++) read_one(l, names.v[i], &shared);
	name_all(p);
}

const struct calculator *pack_calc(const struct pack *pack, str name, struct arena scratch)
{
	for (ptrdiff_t i = 0; i < pack->calcs.n; i++)
		if (str_eq(pack->calcs.v[i].calc.id, name)) return &pack->calcs.v[i];
	const struct calculator *best = NULL;
	struct calc_asked asked = calc_asked(name, &scratch);
	for (ptrdiff_t i = 0, fit = 4; i < pack->calcs.n; i++) {
		int f = calc_goes_by(&pack->calcs.v[i].calc, &asked);
		if (f && f < fit) fit = f, best = &pack->calcs.v[i];
	}
	return best;
}
