/* calc_read.c - a calculator's text file into its compiled form (docs/calculator-format.md). */
#include "clinic/calc_int.h"

#include "base/check.h"

#include <math.h>

struct reader {
	str rest;
	int line;
	struct calc *c;
	const struct calc_shared *shared;
	struct calc_scope scope;
	struct arena *perm, *build;
	calc_complain *complain;
	void *ctx;
	bool bad;
	struct {
		str *v;
		ptrdiff_t n, cap;
	} needs; /* settled when all inputs are known */
};

static bool wrong(struct reader *r, const char *why)
{
	r->bad = true;
	r->complain(r->ctx, r->line, why);
	return false;
}

static bool cut(str s, const char *sep, str *before, str *after)
{
	str w = str_from(sep);
	ptrdiff_t at = str_find(s, w);
	if (at < 0) return *before = str_trim(s), *after = (str){"", 0}, false;
	*before = str_trim(str_slice(s, 0, at));
	*after = str_trim(str_slice(s, at + w.n, s.n));
	return true;
}

static str without_comment(str line)
{
	for (ptrdiff_t i = 0; i < line.n; i++)
		if (line.p[i] == '#' && (i == 0 || line.p[i - 1] == ' ' || line.p[i - 1] == '\t')) return str_slice(line, 0, i);
	return line;
}

/* The next line that says something; *indented when it began with a blank. */
static bool next_line(struct reader *r, str *line, bool *indented)
{
	str raw;
	while (str_next(&r->rest, '\n', &raw)) {
		r->line++;
		bool heading = str_starts(raw, S("## ")) || (r->c && r->line == 1 && str_starts(raw, S("# ")));
		*indented = raw.n && (raw.p[0] == ' ' || raw.p[0] == '\t');
		*line = str_trim(heading ? raw : without_comment(raw));
		if (line->n) return true;
	}
	return false;
}

static bool names_of(struct reader *r, struct calc_terms *terms, str a, str b, str more, str id)
{
	return calc_add_terms(terms, a, r->perm, r->build) && calc_add_terms(terms, b, r->perm, r->build) &&
	       calc_add_terms(terms, more, r->perm, r->build) && calc_add_terms(terms, id, r->perm, r->build);
}

/* ---- inputs ---- */

static bool word(str *rest, str *out)
{
	*rest = str_trim(*rest);
	ptrdiff_t n = 0;
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t') n++;
	*out = (str){rest->p, n};
	*rest = str_trim((str){rest->p + n, rest->n - n});
	return n > 0;
}

static bool range(str w, double *low, double *high)
{
	str a, b;
	double l, h;
	if (!cut(w, "..", &a, &b) || !str_to_double(a, &l) || !str_to_double(b, &h) || l > h) return false;
	*low = l, *high = h;
	return true;
}

/* What may follow: LOW..HIGH, substance:ID, share, optional, floor, default VALUE. `value` is read when the options are known. */
static bool qualities(struct reader *r, struct calc_input *in, str rest, str *value)
{
	str w;
	while (word(&rest, &w)) {
		if (range(w, &in->low, &in->high)) continue;
		if (str_eq(w, S("optional"))) in->left_out = CALC_OPTIONAL;
		else if (str_eq(w, S("floor"))) in->left_out = CALC_FLOOR;
		else if (str_eq(w, S("share"))) in->share = true;
		else if (str_eq(w, S("default")) && word(&rest, value)) in->left_out = CALC_DEFAULT;
		else if (str_starts(w, S("substance:"))) {
			in->substance = substance_find(str_slice(w, 10, w.n));
			if (!in->substance) return wrong(r, "unknown substance");
		} else return wrong(r, "an input's line has a word that is not known");
	}
	return true;
}

static bool kind_by_name(str name, enum calc_kind *out)
{
	static const char *const names[] = {"number", "bool", "choice", "date", "text"};
	for (int i = 0; i < (int)COUNT(names); i++)
		if (str_eq(name, str_from(names[i]))) return *out = (enum calc_kind)i, true;
	return false;
}

/* A unit that a shared input or an earlier one has already. */
static const struct unit *known_unit(const struct reader *r, str text)
{
	for (ptrdiff_t i = 0; r->shared && i < r->shared->n; i++)
		if (r->shared->v[i].unit && str_eq(r->shared->v[i].unit_text, text)) return r->shared->v[i].unit;
	for (ptrdiff_t i = 0; r->c && i < r->c->inputs.n; i++)
		if (r->c->inputs.v[i].unit && str_eq(r->c->inputs.v[i].unit_text, text)) return r->c->inputs.v[i].unit;
	return NULL;
}

static struct unit *unit_new(struct reader *r, struct calc_input *in)
{
	struct unit *unit = ARENA_NEW(r->perm, struct unit, 1);
	in->unit = unit;
	return unit;
}

/* name: KIND [UNIT LOW..HIGH] … | zh | en | other names */
static bool local_input(struct reader *r, struct calc_input *in, str line, str *value)
{
	str head, names, id, rest, kind, zh, en, more;
	const char *why;
	cut(line, "|", &head, &names);
	cut(head, ":", &id, &rest);
	if (!cut(names, "|", &zh, &en)) return wrong(r, "an input needs a Chinese and an English name");
	cut(en, "|", &en, &more);
	*in = (struct calc_input){.id = id, .name = {zh, en}, .low = NAN, .high = NAN};
	if (!word(&rest, &kind) || !kind_by_name(kind, &in->kind)) return wrong(r, "unknown kind of input");
	if (in->kind == CALC_NUMBER) {
		if (!word(&rest, &in->unit_text)) return wrong(r, "an input's unit is not UCUM");
		in->unit = known_unit(r, in->unit_text);
		if (!in->unit && !unit_parse(unit_new(r, in), in->unit_text, false, &why)) return wrong(r, "an input's unit is not UCUM");
	}
	if (!qualities(r, in, rest, value)) return false;
	if (in->kind == CALC_NUMBER && isnan(in->low)) return wrong(r, "a number needs an accepted range LOW..HIGH");
	return names_of(r, &in->terms, zh, en, more, id) ? true : wrong(r, "an alias names an unknown substance");
}

static const struct calc_input *shared_input(const struct reader *r, str id)
{
	for (ptrdiff_t i = 0; r->shared && i < r->shared->n; i++)
		if (str_eq(r->shared->v[i].id, id)) return &r->shared->v[i];
	return NULL;
}

static bool read_option(struct reader *r, struct calc_input *in, str line)
{
	struct calc_option o = {0};
	str head, names, number, more;
	cut(line, "|", &head, &names);
	if (!cut(head, "=", &o.id, &number) || !str_to_double(number, &o.number)) return wrong(r, "an option is not \"id = NUMBER | zh | en\"");
	if (!cut(names, "|", &o.name[LANG_ZH], &o.name[LANG_EN])) return wrong(r, "an option needs a Chinese and an English name");
	cut(o.name[LANG_EN], "|", &o.name[LANG_EN], &more);
	if (!names_of(r, &o.terms, o.name[LANG_ZH], o.name[LANG_EN], more, o.id)) return wrong(r, "an alias names an unknown substance");
	CALC_SETTLE(r->perm, &o.terms);
	*ARENA_PUSH(r->build, &in->options) = o;
	return true;
}

static bool settle_default(struct reader *r, struct calc_input *in, str value)
{
	in->fallback = in->kind == CALC_BOOL ? 0 : NAN;
	if (in->kind == CALC_CHOICE) {
		if (!in->options.n) return wrong(r, "a choice without options");
		in->fallback = in->options.v[0].number;
	}
	if (in->left_out != CALC_DEFAULT) return true;
	for (ptrdiff_t i = 0; i < in->options.n; i++)
		if (str_eq(in->options.v[i].id, value)) return in->fallback = in->options.v[i].number, true;
	if (in->kind == CALC_BOOL && (str_eq(value, S("yes")) || str_eq(value, S("no")))) return in->fallback = str_eq(value, S("yes")), true;
	return in->kind == CALC_NUMBER && str_to_double(value, &in->fallback) ? true : wrong(r, "the default cannot be read");
}

struct pending { /* an input whose options may still follow */
	struct calc_input in;
	str value;
	bool open;
	bool borrowed; /* names and options are the shared input's own */
};

static bool close_input(struct reader *r, struct pending *p, struct calc_shared *into)
{
	if (!p->open) return true;
	p->open = false;
	if (!settle_default(r, &p->in, p->value)) return false;
	if (!p->borrowed) {
		CALC_SETTLE(r->perm, &p->in.terms);
		CALC_SETTLE(r->perm, &p->in.options);
	}
	if (into) return *ARENA_PUSH(r->build, into) = p->in, true;
	if (r->c->inputs.n == CALC_INPUTS_MAX) return wrong(r, "too many inputs");
	for (int i = 0; i < r->scope.n; i++)
		if (str_eq(r->scope.name[i], p->in.id)) return wrong(r, "an input is named twice");
	*ARENA_PUSH(r->build, &r->c->inputs) = p->in;
	r->scope.name[r->scope.n++] = p->in.id;
	return true;
}

static bool open_input(struct reader *r, struct pending *p, str line)
{
	str id, rest, head, names;
	*p = (struct pending){.value = {"", 0}};
	cut(line, "|", &head, &names);
	if (cut(head, ":", &id, &rest) && str_find(id, S(" ")) < 0) return p->open = local_input(r, &p->in, line, &p->value);
	rest = head;
	if (!word(&rest, &id)) return wrong(r, "an input without a name");
	const struct calc_input *from = shared_input(r, id);
	if (!from) return wrong(r, "neither a shared input nor one of its own (name: KIND …)");
	p->in = *from;
	p->borrowed = !names.n;
	if (!qualities(r, &p->in, rest, &p->value)) return false;
	if (names.n) {
		str zh, en, more;
		if (!cut(names, "|", &zh, &en)) return wrong(r, "an input needs a Chinese and an English name");
		cut(en, "|", &en, &more);
		p->in.name[LANG_ZH] = zh, p->in.name[LANG_EN] = en;
		p->in.terms = (struct calc_terms){0};
		for (ptrdiff_t i = 0; i < from->terms.n; i++) *ARENA_PUSH(r->build, &p->in.terms) = from->terms.v[i];
		if (!names_of(r, &p->in.terms, zh, en, more, (str){"", 0})) return wrong(r, "an alias names an unknown substance");
	}
	return p->open = true;
}

bool calc_read_shared(struct calc_shared *out, str text, struct arena *perm, struct arena *build, calc_complain *complain, void *ctx)
{
	struct reader r = {.rest = text, .perm = perm, .build = build, .complain = complain, .ctx = ctx};
	struct pending p = {0};
	str line;
	bool indented;
	while (next_line(&r, &line, &indented)) {
		if (indented && p.open) read_option(&r, &p.in, line);
		else {
			close_input(&r, &p, out);
			open_input(&r, &p, line);
		}
	}
	close_input(&r, &p, out);
	return !r.bad;
}

/* ---- head ---- */

static bool two_languages(struct reader *r, str value, str out[CALC_LANGS])
{
	return cut(value, "|", &out[LANG_ZH], &out[LANG_EN]) && out[LANG_ZH].n && out[LANG_EN].n ? true : wrong(r, "not \"Chinese | English\"");
}

static bool head_line(struct reader *r, str line)
{
	struct calc *c = r->c;
	str key, value;
	if (!cut(line, ":", &key, &value)) return wrong(r, "not a \"key: value\" line");
	if (str_eq(key, S("id"))) c->id = value;
	else if (str_eq(key, S("group"))) c->group = value;
	else if (str_eq(key, S("source"))) c->sources = value;
	else if (str_eq(key, S("checked"))) c->checked = value;
	else if (str_eq(key, S("zh")) || str_eq(key, S("en"))) {
		c->aliases[str_eq(key, S("en"))] = value;
		return calc_add_terms(&c->terms, value, r->perm, r->build);
	} else if (str_eq(key, S("use"))) return two_languages(r, value, c->use);
	else if (str_eq(key, S("note"))) return two_languages(r, value, c->note);
	else if (str_eq(key, S("need"))) *ARENA_PUSH(r->build, &r->needs) = value;
	else return wrong(r, "unknown key");
	return true;
}

static int input_by_id(const struct calc *c, str id)
{
	for (ptrdiff_t i = 0; i < c->inputs.n; i++)
		if (str_eq(c->inputs.v[i].id, id)) return (int)i;
	return -1;
}

static bool set_of(struct reader *r, str names, uint64_t *set)
{
	str w;
	while (word(&names, &w)) {
		int i = input_by_id(r->c, w);
		if (i < 0) return wrong(r, "need: not an input");
		*set |= 1ull << i;
	}
	return *set ? true : wrong(r, "need: empty");
}

static bool read_need(struct reader *r, str text)
{
	struct calc_need need = {0};
	str first, rest = text, group;
	double least;
	word(&rest, &first);
	if (str_to_double(first, &least) && str_starts(rest, S("of "))) {
		need.least = (int)least;
		if (!set_of(r, str_slice(rest, 3, rest.n), &need.set)) return false;
	} else {
		for (rest = text; str_next(&rest, '|', &group); need.groups++) {
			if (need.groups == COUNT(need.group)) return wrong(r, "need: too many groups");
			if (!set_of(r, group, &need.group[need.groups])) return false;
		}
	}
	*ARENA_PUSH(r->build, &r->c->needs) = need;
	return true;
}

/* ---- rules, steps, results ---- */

static bool compile(struct reader *r, struct calc_code *out, str text)
{
	const char *why;
	return calc_compile(out, text, &r->scope, r->perm, r->build, &why) ? true : wrong(r, why);
}

static bool read_rule(struct reader *r, str line, struct calc_rule *out)
{
	str when, say;
	*out = (struct calc_rule){0};
	if (!cut(line, "->", &when, &say)) return wrong(r, "not \"condition -> Chinese | English\"");
	if (!str_eq(when, S("else")) && !compile(r, &out->when, when)) return false;
	return two_languages(r, say, out->say);
}

static bool read_step(struct reader *r, str line)
{
	struct calc_step s = {0};
	str name, text;
	if (!cut(line, "=", &name, &text)) return wrong(r, "not \"name = expression\"");
	if (!compile(r, &s.code, text)) return false;
	s.slot = -1;
	for (int i = 0; i < r->scope.n; i++)
		if (str_eq(r->scope.name[i], name)) s.slot = i;
	if (s.slot >= 0 && s.slot < (int)r->c->inputs.n) return wrong(r, "a step has the name of an input");
	if (s.slot < 0) {
		if (r->scope.n == CALC_SLOTS_MAX) return wrong(r, "too many steps");
		s.slot = r->scope.n;
		r->scope.name[r->scope.n++] = name;
	}
	*ARENA_PUSH(r->build, &r->c->steps) = s;
	return true;
}

static bool read_output(struct reader *r, str line)
{
	struct calc_output o = {.slot = -1, .choice = -1};
	str head, names, digits;
	double d = 0;
	cut(line, "|", &head, &names);
	word(&head, &o.id);
	if (!word(&head, &o.unit)) return wrong(r, "a result is not \"name UNIT DIGITS\"");
	if (word(&head, &digits) && (!str_to_double(digits, &d) || d < 0 || d > 9)) return wrong(r, "DIGITS is 0 to 9");
	o.digits = (int)d;
	for (int i = 0; i < r->scope.n; i++)
		if (str_eq(r->scope.name[i], o.id)) o.slot = i;
	if (o.slot < 0) return wrong(r, "a result that no step makes");
	if (str_starts(o.unit, S("choice:"))) {
		o.choice = input_by_id(r->c, str_slice(o.unit, 7, o.unit.n));
		if (o.choice < 0 || r->c->inputs.v[o.choice].kind != CALC_CHOICE) return wrong(r, "choice: is followed by an input that is a choice");
		o.unit = S("1");
	}
	struct unit unit;
	const char *why;
	if (!str_eq(o.unit, S("date")) && !str_eq(o.unit, S("wk+d")) && !unit_parse(&unit, o.unit, false, &why))
		return wrong(r, "a result's unit is not UCUM");
	if (names.n && !two_languages(r, names, o.name)) return false;
	if (r->c->outputs.n && !names.n) return wrong(r, "a further result needs names");
	if (r->c->outputs.n == CALC_OUTPUTS_MAX) return wrong(r, "too many results");
	*ARENA_PUSH(r->build, &r->c->outputs) = o;
	return true;
}

enum part { PART_HEAD, PART_INPUTS, PART_REFUSE, PART_STEPS, PART_RESULT, PART_BANDS, PART_NONE };

static enum part part_by_name(str name)
{
	static const char *const names[] = {"", "inputs", "refuse", "steps", "result", "bands"};
	for (int i = 1; i < (int)COUNT(names); i++)
		if (str_eq(name, str_from(names[i]))) return (enum part)i;
	return PART_NONE;
}

struct kept { /* rules may stand before the steps they speak of: they are compiled last */
	str line;
	int number;
	bool band;
};

struct kept_lines {
	struct kept *v;
	ptrdiff_t n, cap;
};

static void body_line(struct reader *r, enum part part, str line, bool indented, struct pending *p, struct kept_lines *kept)
{
	switch (part) {
	case PART_HEAD: head_line(r, line); break;
	case PART_INPUTS:
		if (indented && p->open) read_option(r, &p->in, line);
		else if (close_input(r, p, NULL)) open_input(r, p, line);
		break;
	case PART_STEPS: read_step(r, line); break;
	case PART_RESULT: read_output(r, line); break;
	case PART_NONE: wrong(r, "unknown section"); break;
	default: *ARENA_PUSH(r->build, kept) = (struct kept){line, r->line, part == PART_BANDS};
	}
}

static void compile_rules(struct reader *r, const struct kept_lines *kept)
{
	for (ptrdiff_t i = 0; i < kept->n; i++) {
		struct calc_rule rule;
		r->line = kept->v[i].number;
		if (!read_rule(r, kept->v[i].line, &rule)) continue;
		if (kept->v[i].band) *ARENA_PUSH(r->build, &r->c->bands) = rule;
		else *ARENA_PUSH(r->build, &r->c->refuse) = rule;
	}
}

static void whole_enough(struct reader *r)
{
	const struct calc *c = r->c;
	r->line = 0;
	if (!c->id.n) wrong(r, "no id");
	if (!c->sources.n) wrong(r, "no source");
	if (!c->use[LANG_ZH].n) wrong(r, "no use");
	if (!c->group.n) wrong(r, "no group");
	if (!c->inputs.n) wrong(r, "no inputs");
	if (!c->outputs.n || !str_eq(c->outputs.v[0].id, S("value"))) wrong(r, "the first result is not value");
}

static void settle(struct calc *c, struct arena *perm)
{
	CALC_SETTLE(perm, &c->terms);
	CALC_SETTLE(perm, &c->inputs);
	CALC_SETTLE(perm, &c->needs);
	CALC_SETTLE(perm, &c->steps);
	CALC_SETTLE(perm, &c->refuse);
	CALC_SETTLE(perm, &c->bands);
	CALC_SETTLE(perm, &c->outputs);
}

bool calc_read(struct calc *out, str text, const struct calc_shared *shared, struct arena *perm, struct arena *build, calc_complain *complain,
	       void *ctx)
{
	struct reader r = {.rest = text, .c = out, .shared = shared, .perm = perm, .build = build, .complain = complain, .ctx = ctx};
	struct pending p = {0};
	struct kept_lines kept = {0};
	enum part part = PART_HEAD;
	str line;
	bool indented;
	*out = (struct calc){0};
	r.scope.calc = out;
	if (!next_line(&r, &line, &indented) || r.line != 1 || !str_starts(line, S("# ")) ||
	    !two_languages(&r, str_slice(line, 2, line.n), out->name))
		return r.line = 1, wrong(&r, "the first line is not \"# Chinese name | English name\"");
	while (next_line(&r, &line, &indented)) {
		if (str_starts(line, S("## "))) {
			close_input(&r, &p, NULL);
			part = part_by_name(str_trim(str_slice(line, 3, line.n)));
			if (part == PART_NONE) wrong(&r, "unknown section");
		} else body_line(&r, part, line, indented, &p, &kept);
	}
	close_input(&r, &p, NULL);
	for (ptrdiff_t i = 0; i < r.needs.n; i++) read_need(&r, r.needs.v[i]);
	compile_rules(&r, &kept);
	names_of(&r, &out->terms, out->name[LANG_ZH], out->name[LANG_EN], (str){"", 0}, out->id);
	whole_enough(&r);
	out->slots = r.scope.n;
	settle(out, perm);
	return !r.bad;
}
