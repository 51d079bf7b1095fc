/* scenario.c - runs the text files of cases/: what a person says, what a fake model drafts, and what must come of it (cases/README.md).
 *
 * usage: scenario PACK FILE…  A .tsv file is a table of triage sentences, a .case file holds scenarios. Prints TAP. */
#include "base/file.h"
#include "base/tsv.h"
#include "consult/answer_json.h"
#include "consult/consult.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

static struct knowledge knowledge;
static struct arena whole;
static int failed;

static void report(bool ok, const char *file, str name, str why)
{
	printf("%s %s: " STR_FMT "\n", ok ? "ok" : "not ok", file, STR_ARG(name));
	if (!ok && why.n) printf("# " STR_FMT "\n", STR_ARG(why));
	failed += !ok;
}

/* ---- triage tables ---- */

static str facts_of(const struct tsv_row *row, struct arena *a)
{
	struct sb b = sb_new(a, 128);
	struct jw w = {&b, false};
	double age;
	jw_object(&w, NULL);
	if (str_to_double(tsv_cell(row, S("age_y")), &age)) jw_decimal(&w, "age", age, 4);
	if (tsv_cell(row, S("sex")).n) jw_str(&w, "sex", tsv_cell(row, S("sex")));
	if (str_eq(tsv_cell(row, S("pregnant")), S("yes"))) jw_bool(&w, "pregnant", true);
	if (str_eq(tsv_cell(row, S("pregnant")), S("postpartum"))) jw_bool(&w, "postpartum", true);
	if (tsv_cell(row, S("vitals")).n) jw_raw(&w, "vitals", tsv_cell(row, S("vitals")));
	jw_end_object(&w);
	return sb_str(&b);
}

/* The cell `fires` names a rule that must fire, or with ! one that must not; empty asks for nothing. */
static bool fires_as_said(const struct situation *s, str said)
{
	bool wanted = !str_starts(said, S("!")), fired = false;
	if (!said.n) return true;
	for (ptrdiff_t i = 0; i < s->reasons.n; i++) fired |= str_eq(s->reasons.v[i].rule, wanted ? said : str_slice(said, 1, said.n));
	return fired == wanted;
}

static void triage_row(const char *file, const struct tsv_row *row)
{
	struct arena a = whole;
	struct situation *s = ARENA_NEW(&a, struct situation, 1);
	struct fail f = {0};
	struct question q = {.text = tsv_cell(row, S("text")), .lang = -1};
	json_parse(&q.facts, facts_of(row, &a), 4, &f);
	situate(s, &knowledge, &q, &a);
	bool tier = str_eq(tier_name(s->triage.tier), tsv_cell(row, S("tier"))),
	     crisis = s->triage.crisis == str_eq(tsv_cell(row, S("crisis")), S("yes"));
	struct sb why = sb_new(&a, 512);
	sb_add(&why, tsv_cell(row, S("text")));
	sb_fmt(&why, " → " STR_FMT "%s, expected " STR_FMT, STR_ARG(tier_name(s->triage.tier)), s->triage.crisis ? " crisis" : "",
	       STR_ARG(tsv_cell(row, S("tier"))));
	for (ptrdiff_t i = 0; i < s->reasons.n; i++) sb_fmt(&why, " [" STR_FMT "]", STR_ARG(s->reasons.v[i].rule));
	for (ptrdiff_t i = 0; i < s->reading.mentions.n; i++) {
		const struct mention *m = &s->reading.mentions.v[i];
		sb_fmt(&why, " {" STR_FMT "%s%s%s%s}", STR_ARG(knowledge.pack->concepts.v[m->term].id), m->negated ? " neg" : "",
		       m->past ? " past" : "", m->maybe ? " maybe" : "", m->topic ? " topic" : "");
	}
	bool fires = fires_as_said(s, tsv_cell(row, S("fires")));
	if (!fires) sb_fmt(&why, " fires " STR_FMT, STR_ARG(tsv_cell(row, S("fires"))));
	report(tier && crisis && fires, file, tsv_cell(row, S("id")), sb_str(&why));
	json_free(q.facts);
}

static void triage_table(const char *file, str text)
{
	struct tsv t;
	struct tsv_row row;
	if (!tsv_open(&t, text)) return report(false, file, S("header"), S("no header"));
	while (tsv_next(&t, &row))
		if (row.cells == t.columns) triage_row(file, &row);
		else report(false, file, row.raw, S("the number of cells is not that of the header"));
}

/* ---- scenarios ---- */

struct scenario {
	str name, question, history, facts, model, lang;
	bool silent; /* the model does not answer */
	struct {
		str *v;
		ptrdiff_t n, cap;
	} expect;
};

static bool fake_model(void *ctx, const struct answer *plan, str *draft, struct req *rq)
{
	const struct scenario *s = ctx;
	(void)plan;
	*draft = s->model;
	return !s->silent || fail_set(&rq->fail, RC_UPSTREAM, "fake_model", "silent");
}

static int count_statements(const struct answer *a, enum repair repair)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < a->statements.n; i++) n += a->statements.v[i].repair == repair;
	return n;
}

static bool has_part(const struct answer *a, str key)
{
	for (ptrdiff_t i = 0; i < a->parts.n; i++)
		if (str_eq(a->parts.v[i].key, key)) return true;
	return false;
}

static bool has_rule(const struct answer *a, str rule)
{
	for (ptrdiff_t i = 0; i < a->situation->reasons.n; i++)
		if (str_eq(a->situation->reasons.v[i].rule, rule)) return true;
	return false;
}

static bool not_checked(const struct answer *a, str what)
{
	for (ptrdiff_t i = 0; i < a->not_checked.n; i++)
		if (str_find(a->not_checked.v[i], what) >= 0) return true;
	return false;
}

static bool holds(const struct answer *a, str key, str value)
{
	int64_t n;
	if (str_eq(key, S("tier"))) return str_eq(tier_name(a->tier), value);
	if (str_eq(key, S("action"))) return str_eq(action_name(a->gate.action), value);
	if (str_eq(key, S("state"))) return str_eq(case_state_name(a->state), value);
	if (str_eq(key, S("crisis"))) return a->crisis == str_eq(value, S("yes"));
	if (str_eq(key, S("says"))) return str_find(a->text, value) >= 0;
	if (str_eq(key, S("begins"))) return str_starts(a->text, value);
	if (str_eq(key, S("not-says"))) return str_find(a->text, value) < 0;
	if (str_eq(key, S("part"))) return has_part(a, value);
	if (str_eq(key, S("rule"))) return has_rule(a, value);
	if (str_eq(key, S("not-checked"))) return not_checked(a, value);
	if (str_eq(key, S("replaced"))) return str_to_i64(value, &n) && count_statements(a, REPAIR_REPLACED) == n;
	if (str_eq(key, S("added-at-least"))) return str_to_i64(value, &n) && count_statements(a, REPAIR_ADDED) >= n;
	return false;
}

static void check(const char *file, const struct scenario *s, const struct answer *a)
{
	for (ptrdiff_t i = 0; i < s->expect.n; i++) {
		str line = s->expect.v[i], key = line, value = {"", 0};
		ptrdiff_t blank = str_find(line, S(" "));
		if (blank > 0) key = str_slice(line, 0, blank), value = str_trim(str_slice(line, blank, line.n));
		if (holds(a, key, value)) continue;
		report(false, file, s->name, line);
		printf("# got %s %s\n" STR_FMT "\n", tier_name(a->tier).p, a->gate.rule, STR_ARG(a->text));
		return;
	}
	report(true, file, s->name, (str){"", 0});
}

static void run(const char *file, const struct scenario *s)
{
	struct arena a = whole;
	struct answer answer;
	struct fail f = {0};
	struct req rq = {.arena = &a, .clock = clock_system(), .rng = rng_system()};
	struct drafter model = {fake_model, (void *)(uintptr_t)s};
	struct question q = {.text = s->question, .history = s->history, .lang = !s->lang.n ? -1 : str_eq(s->lang, S("en"))};
	if (s->facts.n && !json_parse(&q.facts, s->facts, 8, &f)) return report(false, file, s->name, str_from(f.what));
	if (!consult_ask(&answer, &knowledge, &q, s->model.n || s->silent ? &model : NULL, NULL, &rq))
		report(false, file, s->name, str_from(rq.fail.what));
	else check(file, s, &answer);
	json_free(q.facts);
}

static void add_line(str *to, str line, struct arena *a)
{
	struct sb b = sb_new(a, to->n + line.n + 2);
	sb_add(&b, *to);
	if (to->n) sb_byte(&b, '\n');
	sb_add(&b, line);
	*to = sb_str(&b);
}

static void scenarios(const char *file, str text, struct arena *a)
{
	struct scenario s = {0};
	str line;
	while (str_next(&text, '\n', &line)) {
		if (str_starts(line, S("#")) || !str_trim(line).n) continue;
		if (str_eq(str_trim(line), S("---"))) {
			run(file, &s);
			s = (struct scenario){0};
			continue;
		}
		ptrdiff_t colon = str_find(line, S(":"));
		str key = colon > 0 ? str_trim(str_slice(line, 0, colon)) : line,
		    value = colon > 0 ? str_trim(str_slice(line, colon + 1, line.n)) : S("");
		if (str_eq(key, S("name"))) s.name = value;
		else if (str_eq(key, S("ask"))) add_line(&s.question, value, a);
		else if (str_eq(key, S("before"))) add_line(&s.history, value, a);
		else if (str_eq(key, S("facts"))) s.facts = value;
		else if (str_eq(key, S("lang"))) s.lang = value;
		else if (str_eq(key, S("model"))) add_line(&s.model, value, a);
		else if (str_eq(key, S("model-silent"))) s.silent = true;
		else if (str_eq(key, S("expect"))) *ARENA_PUSH(a, &s.expect) = value;
		else report(false, file, line, S("not a line of a scenario"));
	}
	if (s.name.n) run(file, &s);
}

int main(int argc, char **argv)
{
	struct fail f = {0};
	if (argc < 3 || sodium_init() < 0) return 2;
	struct pack *pack = pack_load(argv[1], &f);
	if (!pack) return fprintf(stderr, "%s\n", f.what), 2;
	struct arena memory = arena_create(64 << 20), cases = arena_create(64 << 20);
	struct phrases phrases = phrases_create(&memory);
	knowledge = (struct knowledge){pack, &phrases, recall_create(pack)};
	if (!knowledge.recall) return 2;
	whole = arena_create(64 << 20);
	for (int i = 2; i < argc; i++) {
		str text;
		if (!file_read(&text, argv[i], 8 << 20, &cases, &f)) return fprintf(stderr, "%s\n", f.what), 2;
		if (str_ends(str_from(argv[i]), S(".tsv"))) triage_table(argv[i], text);
		else scenarios(argv[i], text, &cases);
	}
	recall_destroy(knowledge.recall);
	pack_destroy(pack);
	return failed > 0;
}
