#include "fhir/span.h"

static bool is_space(char b)
{
	return b == ' ' || b == '\t' || b == '\n' || b == '\r';
}

static ptrdiff_t spaces(str s, ptrdiff_t at)
{
	while (at < s.n && is_space(s.p[at])) at++;
	return at;
}

/* Behind the string that begins with the quote at `at`. */
static ptrdiff_t string_end(str s, ptrdiff_t at)
{
	for (ptrdiff_t from = at + 1; from < s.n;) {
		const char *quote = memchr(s.p + from, '"', (size_t)(s.n - from));
		if (!quote) break;
		ptrdiff_t end = quote - s.p, back = end;
		while (back > at + 1 && s.p[back - 1] == '\\') back--;
		if ((end - back) % 2 == 0) return end + 1; /* else the last backslash is before it */
		from = end + 1;
	}
	return s.n;
}

/* Behind the value at `at`. */
static ptrdiff_t value_end(str s, ptrdiff_t at)
{
	int depth = 0;
	do {
		if (at >= s.n) return s.n;
		char b = s.p[at];
		if (b == '"') at = string_end(s, at);
		else if (b == '{' || b == '[') depth++, at++;
		else if (b == '}' || b == ']') depth--, at++;
		else if (depth) at++;
		else
			while (at < s.n && !is_space(s.p[at]) && s.p[at] != ',' && s.p[at] != '}' && s.p[at] != ']') at++;
	} while (depth);
	return at;
}

bool span_next(struct span_walk *walk, str *key, str *value)
{
	str s = walk->rest;
	ptrdiff_t at = spaces(s, 0);
	*key = (str){"", 0};
	if (!walk->inside) {
		if (at >= s.n || (s.p[at] != '{' && s.p[at] != '[')) return false;
		walk->inside = true;
	} else if (at >= s.n || s.p[at] != ',') return false;
	at = spaces(s, at + 1);
	if (at >= s.n || s.p[at] == '}' || s.p[at] == ']') return false;
	ptrdiff_t end = value_end(s, at), colon = spaces(s, end);
	if (s.p[at] == '"' && colon < s.n && s.p[colon] == ':') {
		*key = str_slice(s, at + 1, end - 1);
		at = spaces(s, colon + 1);
		end = value_end(s, at);
	}
	*value = str_slice(s, at, end);
	walk->rest = str_slice(s, end, s.n);
	return true;
}

str span_member(str object, const char *name)
{
	struct span_walk walk = {object, false};
	for (str key, value; span_next(&walk, &key, &value);)
		if (str_eq(key, str_from(name))) return value;
	return (str){"", 0};
}

bool span_string(struct span_strings *all, str *value)
{
	str s = all->text;
	while (all->at < s.n) {
		const char *quote = memchr(s.p + all->at, '"', (size_t)(s.n - all->at));
		if (!quote) break;
		ptrdiff_t from = quote - s.p, end = string_end(s, from), colon = spaces(s, end);
		str one = str_slice(s, from + 1, end - 1);
		all->at = end;
		if (colon < s.n && s.p[colon] == ':') all->key = one;
		else return *value = one, true;
	}
	return false;
}
