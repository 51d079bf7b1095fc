#include "app/field.h"

#include "base/utf8.h"

#include <math.h>

static bool wrong(struct call *c, const char *key, const char *how)
{
	return fail_set(&c->rq.fail, RC_INPUT, c->in.verb->name, "\"%s\" %s", key, how);
}

bool field_has(jv from, const char *key)
{
	return json_get(from, key) != NULL;
}

/* Control characters, separators of lines, and marks that turn the direction of what follows (Unicode, UAX #9): none belongs into what others read. */
static bool unfit(uint32_t cp, bool breaks)
{
	if (cp == '\n' || cp == '\r' || cp == '\t') return !breaks;
	return cp < ' ' || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029 || (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

static bool fit(str text, bool breaks)
{
	int len;
	for (ptrdiff_t i = 0; i < text.n; i += len)
		if (unfit(utf8_at(text, i, &len), breaks)) return false;
	return true;
}

static bool text_of(struct call *c, jv from, const char *key, ptrdiff_t max, bool breaks, str *out)
{
	*out = (str){"", 0};
	if (!field_has(from, key)) return true;
	if (!json_is_string(json_get(from, key))) return wrong(c, key, "is not a string");
	*out = str_trim(json_str(from, key));
	if (out->n > max) return fail_set(&c->rq.fail, RC_LIMIT, c->in.verb->name, "\"%s\" has %td bytes, at most %td are kept", key, out->n, max);
	return fit(*out, breaks) || wrong(c, key, "has a character that does not belong there");
}

bool field_line(struct call *c, jv from, const char *key, ptrdiff_t max, str *out)
{
	return text_of(c, from, key, max, false, out);
}

bool field_line_needed(struct call *c, jv from, const char *key, ptrdiff_t max, str *out)
{
	return text_of(c, from, key, max, false, out) && (out->n > 0 || wrong(c, key, "is missing or empty"));
}

bool field_text(struct call *c, jv from, const char *key, int least, str *out)
{
	if (!text_of(c, from, key, FIELD_TEXT_MAX, true, out)) return false;
	return utf8_count(*out) >= least || fail_set(&c->rq.fail, RC_INPUT, c->in.verb->name, "\"%s\" has fewer than %d characters", key, least);
}

bool field_number(struct call *c, jv from, const char *key, int64_t least, int64_t most, int64_t *out)
{
	double n;
	if (!field_has(from, key)) return true;
	if (!json_number(from, key, &n) || n != floor(n)) return wrong(c, key, "is not a whole number");
	if (n < (double)least || n > (double)most)
		return fail_set(&c->rq.fail, RC_INPUT, c->in.verb->name, "\"%s\" is not %lld to %lld", key, (long long)least, (long long)most);
	*out = (int64_t)n;
	return true;
}
