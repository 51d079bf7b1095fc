/* xhtml.c - a narrative: one <div>, well nested, of the elements that R4 allows (txt-1), and nothing that acts: no handlers, no script addresses. */
#include "fhir/primitive_int.h"

#include "fhir/find_int.h"

enum { NESTED_MAX = 64 };

struct reader {
	str s;
	ptrdiff_t at;
	str open[NESTED_MAX];
	int depth;
	bool whole; /* the first <div> has been closed */
};

/* source: R4 txt-1, the elements of chapters 7-11 and 15 of HTML 4.0 */
static const char elements[] = "a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img li "
			       "ol p pre q samp small span "
			       "strong sub sup table tbody td tfoot th thead tr tt ul var";

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void blanks(struct reader *r)
{
	while (r->at < r->s.n && is_blank(r->s.p[r->at])) r->at++;
}

static str name(struct reader *r)
{
	ptrdiff_t from = r->at;
	while (r->at < r->s.n && !is_blank(r->s.p[r->at]) && !strchr("<>/='\"", r->s.p[r->at])) r->at++;
	return str_slice(r->s, from, r->at);
}

static bool accept(struct reader *r, str what)
{
	if (!str_starts(str_slice(r->s, r->at, r->s.n), what)) return false;
	r->at += what.n;
	return true;
}

static bool begins(str s, const char *lower)
{
	ptrdiff_t i = 0;
	for (; lower[i]; i++)
		if (i >= s.n || (s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] | 32 : s.p[i]) != lower[i]) return false;
	return true;
}

/* An address may not be a script, nor hide what it is behind a character reference before its colon. */
static bool is_harmless(str attribute, str value)
{
	value = str_trim(value);
	if (begins(attribute, "on")) return false;
	if (!str_eq(attribute, S("href")) && !str_eq(attribute, S("src"))) return true;
	for (ptrdiff_t i = 0; i < value.n && !strchr(":/?#", value.p[i]); i++)
		if (value.p[i] == '&' || (unsigned char)value.p[i] <= ' ') return false;
	if (begins(value, "data:")) return begins(value, "data:image/");
	return !begins(value, "javascript:") && !begins(value, "vbscript:");
}

static bool attribute(struct reader *r)
{
	str key = name(r);
	blanks(r);
	if (!key.n || !accept(r, S("="))) return false;
	blanks(r);
	char quote = r->at < r->s.n ? r->s.p[r->at] : 0;
	if (quote != '"' && quote != '\'') return false;
	ptrdiff_t from = ++r->at;
	while (r->at < r->s.n && r->s.p[r->at] != quote && r->s.p[r->at] != '<') r->at++;
	if (r->at >= r->s.n || r->s.p[r->at] != quote) return false;
	return is_harmless(key, str_slice(r->s, from, r->at++));
}

static bool opening(struct reader *r)
{
	str tag = name(r);
	if (!fhir_word_in(str_from(elements), tag) || r->whole || r->depth == NESTED_MAX || (!r->depth && !str_eq(tag, S("div")))) return false;
	for (;;) {
		ptrdiff_t before = r->at;
		blanks(r);
		if (accept(r, S("/>"))) {
			r->whole = !r->depth;
			return true;
		}
		if (accept(r, S(">"))) {
			r->open[r->depth++] = tag;
			return true;
		}
		if (r->at == before || !attribute(r)) return false;
	}
}

static bool closing(struct reader *r)
{
	str tag = name(r);
	blanks(r);
	if (!r->depth || !str_eq(r->open[r->depth - 1], tag) || !accept(r, S(">"))) return false;
	r->whole = --r->depth == 0;
	return true;
}

static bool comment(struct reader *r)
{
	ptrdiff_t end = str_find(str_slice(r->s, r->at, r->s.n), S("-->"));
	if (end < 0) return false;
	r->at += end + 3;
	return true;
}

bool fhir_is_xhtml(str text)
{
	struct reader r = {.s = str_trim(text)};
	if (!str_starts(r.s, S("<")) || memchr(r.s.p, 0, (size_t)r.s.n)) return false;
	while (r.at < r.s.n) {
		if (r.s.p[r.at] != '<') {
			if (!r.depth && !is_blank(r.s.p[r.at])) return false;
			r.at++;
		} else if (accept(&r, S("<!--"))) {
			if (!comment(&r)) return false;
		} else if (accept(&r, S("</"))) {
			if (!closing(&r)) return false;
		} else {
			r.at++;
			if (!opening(&r)) return false;
		}
	}
	return r.whole;
}
