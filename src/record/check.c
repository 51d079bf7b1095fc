#include "record/check_int.h"

#include "base/utf8.h"
#include "record/day.h"

bool read_unknown(const struct reader *r, str key)
{
	str shown = utf8_invalid(key) < 0 ? utf8_prefix(key, 40) : (str){"", 0};
	return fail_set(r->fail, RC_INPUT, r->what, "unknown member \"" STR_FMT "\"", STR_ARG(shown));
}

/* Control characters, line and paragraph separators, and the marks that turn the direction of the text behind them (Unicode 16, UAX #9): none belongs in a name. */
static bool is_unfit(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029 || (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff || (cp & 0xfffe) == 0xfffe;
}

static bool is_line(str s)
{
	int len;
	for (ptrdiff_t i = 0; i < s.n; i += len)
		if (is_unfit(utf8_at(s, i, &len))) return false;
	return true;
}

bool read_line(const struct reader *r, str *out, str key, jv v, ptrdiff_t max)
{
	str s = v ? str_trim(json_text(v)) : (str){"", 0};
	if (v && !json_is_string(v)) return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" is not text", STR_ARG(key));
	if (s.n > max) return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" has %td bytes, at most %td are kept", STR_ARG(key), s.n, max);
	if (utf8_invalid(s) >= 0 || !is_line(s))
		return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" contains a character that does not belong in one line of text",
				STR_ARG(key));
	*out = str_copy(r->perm, s);
	return true;
}

bool read_birth(const struct reader *r, str *out, str key, jv v)
{
	str s;
	struct day day, today = day_of(r->now_ms, DAY_ZONE_MIN);
	if (!read_line(r, &s, key, v, RECORD_NAME_MAX)) return false;
	if (s.n && !day_parse(s, &day)) return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" is no day written as YYYY-MM-DD", STR_ARG(key));
	if (s.n && day_number(day) > day_number(today))
		return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" lies in the future", STR_ARG(key));
	if (s.n && day_months(day, today) >= RECORD_AGE_MAX_Y * 12)
		return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" is more than %d years ago", STR_ARG(key), RECORD_AGE_MAX_Y);
	*out = s;
	return true;
}

bool read_sex(const struct reader *r, str *out, str key, jv v)
{
	str s;
	if (!read_line(r, &s, key, v, RECORD_NAME_MAX)) return false;
	if (str_eq(s, S("unknown"))) s = (str){"", 0};
	if (s.n && !str_eq(s, S("female")) && !str_eq(s, S("male")) && !str_eq(s, S("other")))
		return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" is none of \"female\", \"male\", \"other\", \"unknown\"", STR_ARG(key));
	*out = s;
	return true;
}

/* 3 to 20 digits (120; a number with country code and extension), and the marks people put between them. */
bool read_phone(const struct reader *r, str *out, str key, jv v)
{
	str s;
	int digits = 0;
	bool fit = true;
	if (!read_line(r, &s, key, v, RECORD_PHONE_MAX)) return false;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		digits += digit;
		fit &= digit || (s.p[i] && strchr(" -().,#*", s.p[i])) || (s.p[i] == '+' && i == 0);
	}
	if (s.n && (!fit || digits < 3 || digits > 20))
		return fail_set(r->fail, RC_INPUT, r->what, "\"" STR_FMT "\" is no phone number", STR_ARG(key));
	*out = s;
	return true;
}
