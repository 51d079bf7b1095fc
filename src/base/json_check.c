#include "base/json_check.h"

#include "base/check.h"

struct scan {
	str text;
	ptrdiff_t at;
};

static char here(const struct scan *s)
{
	return s->at < s->text.n ? s->text.p[s->at] : 0;
}

static bool accept(struct scan *s, char c)
{
	if (here(s) != c || s->at >= s->text.n) return false;
	s->at++;
	return true;
}

static void blanks(struct scan *s)
{
	while (s->at < s->text.n && strchr(" \t\n\r", s->text.p[s->at]) && s->text.p[s->at]) s->at++;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool digits(struct scan *s)
{
	ptrdiff_t from = s->at;
	while (is_digit(here(s))) s->at++;
	return s->at > from;
}

static bool number(struct scan *s)
{
	accept(s, '-');
	if (!accept(s, '0') && !digits(s)) return false;
	if (accept(s, '.') && !digits(s)) return false;
	if (accept(s, 'e') || accept(s, 'E')) {
		if (!accept(s, '+')) accept(s, '-');
		return digits(s);
	}
	return true;
}

static bool escape(struct scan *s)
{
	char c = here(s);
	s->at++;
	if (c && strchr("\"\\/bfnrt", c)) return true;
	if (c != 'u') return s->at--, false;
	for (int i = 0; i < 4; i++, s->at++) {
		char h = here(s);
		if (!is_digit(h) && !(h >= 'a' && h <= 'f') && !(h >= 'A' && h <= 'F')) return false;
	}
	return true;
}

static bool string(struct scan *s)
{
	if (!accept(s, '"')) return false;
	while (s->at < s->text.n) {
		unsigned char c = (unsigned char)s->text.p[s->at];
		if (c < 0x20) return false;
		s->at++;
		if (c == '"') return true;
		if (c == '\\' && !escape(s)) return false;
	}
	return false;
}

static bool word(struct scan *s, str w)
{
	if (!str_starts(str_slice(s->text, s->at, s->text.n), w)) return false;
	s->at += w.n;
	return true;
}

static bool scalar(struct scan *s)
{
	switch (here(s)) {
	case '"': return string(s);
	case 't': return word(s, S("true"));
	case 'f': return word(s, S("false"));
	case 'n': return word(s, S("null"));
	default: return number(s);
	}
}

static bool key(struct scan *s)
{
	blanks(s);
	if (!string(s)) return false;
	blanks(s);
	return accept(s, ':');
}

/* After a value: closes what ends here, and says whether another value must follow. */
static bool after_value(struct scan *s, const char *open, int *depth, bool *more)
{
	for (*more = false; *depth > 0; --*depth) {
		blanks(s);
		bool object = open[*depth - 1] == '{';
		if (accept(s, ',')) return *more = true, object ? key(s) : true;
		if (!accept(s, object ? '}' : ']')) return false;
	}
	return true;
}

/* Opens brackets until a scalar or an empty pair stands there. */
static bool value(struct scan *s, char *open, int *depth, int max_depth)
{
	for (;;) {
		blanks(s);
		char c = here(s);
		if (c != '{' && c != '[') return scalar(s);
		if (*depth >= max_depth) return false;
		s->at++;
		open[(*depth)++] = c;
		blanks(s);
		if (accept(s, c == '{' ? '}' : ']')) return --*depth, true;
		if (c == '{' && !key(s)) return false;
	}
}

ptrdiff_t json_wrong_at(str text, int max_depth)
{
	struct scan s = {text, 0};
	char open[JSON_DEPTH_MAX];
	int depth = 0;
	bool more = true;
	ASSERT(max_depth > 0 && max_depth <= JSON_DEPTH_MAX);
	while (more)
		if (!value(&s, open, &depth, max_depth) || !after_value(&s, open, &depth, &more)) return s.at;
	blanks(&s);
	return s.at < text.n ? s.at : -1;
}
