#include "guard/token.h"

#include "base/check.h"
#include "base/utf8.h"
#include "lang/quantity.h"

#include <math.h>

struct lexer {
	str s;
	ptrdiff_t i;
	const struct marks *marks;
	struct tokens *out;
	enum stop stop;
	struct arena *perm;
};

static const struct number_word {
	str word;
	double value;
	str unit;
} number_words[] = {
	{{"one", 3}, 1, {"", 0}},     {{"two", 3}, 2, {"", 0}},    {{"three", 5}, 3, {"", 0}},   {{"four", 4}, 4, {"", 0}}, {{"five", 4}, 5, {"", 0}},
	{{"six", 3}, 6, {"", 0}},     {{"seven", 5}, 7, {"", 0}},  {{"eight", 5}, 8, {"", 0}},   {{"nine", 4}, 9, {"", 0}}, {{"ten", 3}, 10, {"", 0}},
	{{"twelve", 6}, 12, {"", 0}}, {{"once", 4}, 1, {"次", 3}}, {{"twice", 5}, 2, {"次", 3}},
};

static bool digit_at(str s, ptrdiff_t i)
{
	return i >= 0 && i < s.n && cp_is_digit((unsigned char)s.p[i]);
}

static bool letter_at(str s, ptrdiff_t i)
{
	return i >= 0 && i < s.n && cp_is_latin((unsigned char)s.p[i]);
}

static bool follows(const struct lexer *x, ptrdiff_t at, str what)
{
	return str_starts(str_slice(x->s, at < x->s.n ? at : x->s.n, x->s.n), what);
}

static struct token *last(const struct lexer *x)
{
	return x->out->n ? &x->out->v[x->out->n - 1] : NULL;
}

/* A pause right behind "not" ("不，能吃") takes the denial off what follows: it is kept as a token of its own. */
static void push(struct lexer *x, struct token t)
{
	if (x->stop && last(x) && last(x)->group == MARK_POLARITY) *ARENA_PUSH(x->perm, x->out) = (struct token){.key = '|', .group = MARK_WORD};
	t.stop = x->stop;
	*ARENA_PUSH(x->perm, x->out) = t;
	x->stop = STOP_NONE;
}

static void push_word(struct lexer *x, uint64_t key)
{
	push(x, (struct token){.key = key, .group = MARK_WORD});
}

/* ---- punctuation ---- */

static const struct {
	uint32_t cp;
	enum stop stop;
} stops[] = {
	{',', STOP_COMMA},       {0xff0c, STOP_COMMA},     {':', STOP_COLON},       {0xff1a, STOP_COLON},
	{';', STOP_SEMICOLON},   {0xff1b, STOP_SEMICOLON}, {0x3002, STOP_SENTENCE}, {'!', STOP_SENTENCE},
	{0xff01, STOP_SENTENCE}, {'?', STOP_SENTENCE},     {0xff1f, STOP_SENTENCE}, {'\n', STOP_SENTENCE},
};

static enum stop stop_of(const struct lexer *x, uint32_t cp, int len)
{
	if (cp == '.') return x->i + len >= x->s.n || x->s.p[x->i + len] == ' ' || x->s.p[x->i + len] == '\n' ? STOP_SENTENCE : STOP_NONE;
	for (ptrdiff_t k = 0; k < COUNT(stops); k++)
		if (stops[k].cp == cp) return stops[k].stop;
	return STOP_NONE;
}

static bool is_silent(uint32_t cp)
{
	static const char silent[] = " \"'()[]<>*-_.#\t`|"; /* < and > were looked up as marks before */
	return (cp < 0x80 && cp && strchr(silent, (int)cp)) || cp == 0x3010 || cp == 0x3011 || cp == 0xb7 || cp == 0x2022;
}

/* ---- numbers ---- */

/* 2,000 is one number; 2, 000 and 1,2 are not. */
static ptrdiff_t number_here(const struct lexer *x, ptrdiff_t at, double *value)
{
	ptrdiff_t n = number_at(x->s, at, value);
	if (!n || n > 3 || !digit_at(x->s, at)) return n;
	while (follows(x, at + n, S(",")) && digit_at(x->s, at + n + 1) && digit_at(x->s, at + n + 2) && digit_at(x->s, at + n + 3) &&
	       !digit_at(x->s, at + n + 4)) {
		double thousand;
		number_at(x->s, at + n + 1, &thousand);
		*value = *value * 1000 + floor(thousand);
		n += 4;
	}
	return n;
}

static int64_t counted(void)
{
	return unit_find(S("次"), 0)->dimension;
}

static ptrdiff_t divisor_mark(const struct lexer *x, ptrdiff_t at)
{
	return follows(x, at, S("/")) ? 1 : follows(x, at, S("每")) ? 3 : 0;
}

/* The unit behind a number with what it is divided by; returns its end, or `at` when there is none. */
static ptrdiff_t unit_here(const struct lexer *x, ptrdiff_t at, struct unit *out)
{
	ptrdiff_t gap = follows(x, at, S(" ")) || (follows(x, at, S("-")) && letter_at(x->s, at + 1)) ? 1 : 0;
	const struct unit *u = unit_find(x->s, at + gap);
	if (!u) return *out = (struct unit){.factor = 1}, at;
	*out = *u;
	at += gap + u->word.n;
	for (ptrdiff_t n; out->dimension != counted() && (n = divisor_mark(x, at)) && (u = unit_find(x->s, at + n));) {
		out->factor /= u->factor;
		out->dimension -= u->dimension;
		at += n + u->word.n;
	}
	return at;
}

static void apply(struct token *t, const struct unit *u)
{
	t->value = t->value * u->factor + u->offset;
	t->dimension = u->dimension;
}

/* 4 to 6 hours, 140/90 mmHg: the unit behind the second number is that of the first too. */
static void lend_unit(struct lexer *x, const struct unit *u)
{
	ptrdiff_t n = x->out->n;
	if (n < 2 || (!u->dimension && u->factor == 1) || (x->out->v[n - 1].key != '~' && x->out->v[n - 1].key != '/')) return;
	struct token *first = &x->out->v[n - 2];
	if (first->kind == TOKEN_NUMBER && !first->dimension) apply(first, u);
}

static void push_number(struct lexer *x, double value, const struct unit *u)
{
	struct token t = {.key = '0', .value = value, .kind = TOKEN_NUMBER, .group = MARK_WORD};
	apply(&t, u);
	lend_unit(x, u);
	struct token *before = last(x);
	if (before && before->group == MARK_RATE && u->dimension == counted() && !x->stop &&
	    before->key == str_hash(S("day"))) { /* 每日 3 次 is 3 次/日 */
		struct token rate = *before;
		t.stop = rate.stop, rate.stop = STOP_NONE;
		*before = t;
		push(x, rate);
	} else push(x, t);
}

static bool number_step(struct lexer *x)
{
	double value;
	struct unit u;
	ptrdiff_t n = number_here(x, x->i, &value);
	if (!n) return false;
	ptrdiff_t end = unit_here(x, x->i + n, &u);
	if (!digit_at(x->s, x->i) && !u.dimension) return false; /* 一 in 一起 is no number */
	push_number(x, value, &u);
	x->i = end;
	return true;
}

static bool range_step(struct lexer *x)
{
	static const str joints[] = {{"-", 1}, {"~", 1}, {"到", 3}, {"至", 3}, {" to ", 4}, {" - ", 3}};
	double value;
	if (!last(x) || last(x)->kind != TOKEN_NUMBER || x->stop) return false;
	for (ptrdiff_t k = 0; k < COUNT(joints); k++) {
		if (!follows(x, x->i, joints[k]) || !number_at(x->s, x->i + joints[k].n, &value)) continue;
		push_word(x, '~');
		x->i += joints[k].n;
		return true;
	}
	return false;
}

/* ---- words ---- */

static uint64_t stem(str word)
{
	char before = word.n > 3 ? word.p[word.n - 2] : 's';
	bool plural = word.p[word.n - 1] == 's' && before != 's' && before != 'u' && before != 'i';
	return str_hash(str_slice(word, 0, word.n - plural));
}

static bool number_word(struct lexer *x, str word)
{
	for (ptrdiff_t k = 0; k < COUNT(number_words); k++) {
		struct unit u = {.factor = 1};
		if (!str_eq(number_words[k].word, word)) continue;
		if (number_words[k].unit.n) u = *unit_find(number_words[k].unit, 0);
		else x->i = unit_here(x, x->i, &u);
		push_number(x, number_words[k].value, &u);
		return true;
	}
	return false;
}

static void latin_step(struct lexer *x)
{
	ptrdiff_t from = x->i;
	while (letter_at(x->s, x->i) || digit_at(x->s, x->i)) x->i++;
	str word = str_slice(x->s, from, x->i);
	if (!number_word(x, word)) push_word(x, stem(word));
}

static bool mark_step(struct lexer *x)
{
	const struct mark *m = mark_at(x->marks, x->s, x->i);
	if (!m) return false;
	x->out->visible = true;
	x->i += m->word.n;
	if (m->group == MARK_WORD) push_word(x, m->sense);
	else if (m->group != MARK_FILLER) push(x, (struct token){.key = m->sense, .kind = TOKEN_MARK, .group = m->group});
	return true;
}

/* -5 ℃ as opposed to covid-19 and a list dash. */
static bool is_minus(const struct lexer *x)
{
	return follows(x, x->i, S("-")) && digit_at(x->s, x->i + 1) && !letter_at(x->s, x->i - 1) && !digit_at(x->s, x->i - 1);
}

static void step(struct lexer *x)
{
	int len;
	uint32_t cp = utf8_at(x->s, x->i, &len);
	enum stop stop = stop_of(x, cp, len);
	if (stop) {
		x->stop = stop > x->stop ? stop : x->stop;
		x->i += len;
	} else if (range_step(x) || mark_step(x) || number_step(x)) {
		return;
	} else if (letter_at(x->s, x->i)) {
		latin_step(x);
	} else {
		if (!is_silent(cp) || is_minus(x)) push_word(x, cp);
		x->i += len;
	}
}

struct tokens tokens_make(str folded, const struct marks *marks, struct arena *perm)
{
	struct tokens out = {0};
	struct lexer x = {.s = folded, .marks = marks, .out = &out, .perm = perm};
	while (x.i < folded.n) step(&x);
	out.visible = out.visible || out.n;
	return out;
}

bool token_eq(const struct token *a, const struct token *b)
{
	if (a->key != b->key || a->kind != b->kind || a->dimension != b->dimension) return false;
	return a->kind != TOKEN_NUMBER || fabs(a->value - b->value) <= 1e-6 * fabs(a->value);
}

bool token_is_content(const struct token *t)
{
	return t->kind != TOKEN_MARK || t->group == MARK_PEOPLE || t->group == MARK_END || t->group == MARK_ACTION || t->group == MARK_DIRECTION;
}
