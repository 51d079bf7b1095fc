#include "fhir/primitive_int.h"

#include "base/check.h"

/* Reads from the front of what is left. */
static bool digits(str *s, int n, int from, int to, int *out)
{
	*out = 0;
	if (s->n < n) return false;
	for (int i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9') return false;
		*out = *out * 10 + (s->p[i] - '0');
	}
	*s = str_slice(*s, n, s->n);
	return *out >= from && *out <= to;
}

static bool take(str *s, char c)
{
	if (!s->n || s->p[0] != c) return false;
	*s = str_slice(*s, 1, s->n);
	return true;
}

bool fhir_is_day(int year, int month, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

/* YYYY, YYYY-MM or YYYY-MM-DD; *parts says how much of it there was, 1..3. */
static bool day(str *s, int *parts)
{
	int y, m, d;
	*parts = 1;
	if (!digits(s, 4, 1, 9999, &y)) return false;
	if (!take(s, '-')) return true;
	*parts = 2;
	if (!digits(s, 2, 1, 12, &m)) return false;
	if (!take(s, '-')) return true;
	*parts = 3;
	return digits(s, 2, 1, 31, &d) && fhir_is_day(y, m, d);
}

static bool clock_time(str *s)
{
	int n;
	if (!digits(s, 2, 0, 23, &n) || !take(s, ':') || !digits(s, 2, 0, 59, &n) || !take(s, ':') || !digits(s, 2, 0, 60, &n)) return false;
	if (!take(s, '.')) return true;
	if (!digits(s, 1, 0, 9, &n)) return false;
	while (s->n && s->p[0] >= '0' && s->p[0] <= '9') *s = str_slice(*s, 1, s->n);
	return true;
}

static bool zone(str *s)
{
	int h, m;
	if (take(s, 'Z')) return true;
	if (!take(s, '+') && !take(s, '-')) return false;
	return digits(s, 2, 0, 14, &h) && take(s, ':') && digits(s, 2, 0, 59, &m) && (h < 14 || m == 0);
}

static bool is_date(str s)
{
	int parts;
	return day(&s, &parts) && s.n == 0;
}

static bool is_instant(str s)
{
	int parts;
	return day(&s, &parts) && parts == 3 && take(&s, 'T') && clock_time(&s) && zone(&s) && s.n == 0;
}

static bool is_date_time(str s)
{
	return is_date(s) || is_instant(s);
}

static bool is_time(str s)
{
	return clock_time(&s) && s.n == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_uri(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (is_blank(s.p[i])) return false;
	return s.n > 0;
}

/* No blanks at the ends, single ones inside. */
static bool is_code(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (is_blank(s.p[i]) && (i == 0 || i == s.n - 1 || is_blank(s.p[i - 1]))) return false;
	return s.n > 0;
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_id(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '.') return false;
	return s.n >= 1 && s.n <= 64;
}

static bool is_oid(str s)
{
	str arc;
	int arcs = 0;
	if (!str_starts(s, S("urn:oid:")) || str_ends(s, S("."))) return false;
	s = str_slice(s, 8, s.n);
	if (!s.n || s.p[0] > '2') return false;
	for (; str_next(&s, '.', &arc); arcs++) {
		if (!arc.n || (arc.n > 1 && (arc.p[0] == '0' || arcs == 0))) return false;
		for (ptrdiff_t i = 0; i < arc.n; i++)
			if (arc.p[i] < '0' || arc.p[i] > '9') return false;
	}
	return arcs >= 2;
}

static bool is_uuid(str s)
{
	enum { LENGTH = 36 };
	if (!str_starts(s, S("urn:uuid:")) || s.n != 9 + LENGTH) return false;
	s = str_slice(s, 9, s.n);
	for (int i = 0; i < LENGTH; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23, hex = is_alnum(s.p[i]) && (s.p[i] | 32) <= 'f';
		if (dash ? s.p[i] != '-' : !hex) return false;
	}
	return true;
}

static bool is_base64(str s)
{
	ptrdiff_t n = 0, pads = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (is_blank(c)) continue;
		if (c == '=') pads++;
		else if (pads || (!is_alnum(c) && c != '+' && c != '/')) return false;
		n++;
	}
	return n > 0 && n % 4 == 0 && pads <= 2;
}

static bool is_string(str s)
{
	enum { MAX = 1 << 20 };
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!s.p[i]) return false;
	return s.n > 0 && s.n <= MAX;
}

static bool is_markdown(str s)
{
	return s.n > 0 && !memchr(s.p, 0, (size_t)s.n);
}

enum json_kind { KIND_STRING, KIND_BOOL, KIND_NUMBER, KIND_WHOLE };

static const struct {
	const char *name;
	enum json_kind kind;
	int64_t from, to;
	bool (*ok)(str);
	const char *why;
} primitives[] = {
	{"base64Binary", KIND_STRING, 0, 0, is_base64, "not base64"},
	{"boolean", KIND_BOOL, 0, 0, NULL, NULL},
	{"canonical", KIND_STRING, 0, 0, is_uri, "a canonical URL is not empty and has no blanks"},
	{"code", KIND_STRING, 0, 0, is_code, "a code is not empty, has no blanks at its ends and single ones inside"},
	{"date", KIND_STRING, 0, 0, is_date, "not a date: YYYY, YYYY-MM or YYYY-MM-DD, a day there is"},
	{"dateTime", KIND_STRING, 0, 0, is_date_time, "not a dateTime: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a zone, a day there is"},
	{"decimal", KIND_NUMBER, 0, 0, NULL, NULL},
	{"id", KIND_STRING, 0, 0, is_id, "an id has 1 to 64 of A-Z, a-z, 0-9, - and ."},
	{"instant", KIND_STRING, 0, 0, is_instant, "not an instant: YYYY-MM-DDThh:mm:ss with a zone"},
	{"integer", KIND_WHOLE, INT32_MIN, INT32_MAX, NULL, "not a whole number of 32 bits"},
	{"markdown", KIND_STRING, 0, 0, is_markdown, "a text is not empty"},
	{"oid", KIND_STRING, 0, 0, is_oid, "not an OID: urn:oid:1.2.3"},
	{"positiveInt", KIND_WHOLE, 1, INT32_MAX, NULL, "not a whole number from 1"},
	{"string", KIND_STRING, 0, 0, is_string, "a text is not empty, and not longer than 1 MiB"},
	{"time", KIND_STRING, 0, 0, is_time, "not a time: hh:mm:ss"},
	{"unsignedInt", KIND_WHOLE, 0, INT32_MAX, NULL, "not a whole number from 0"},
	{"uri", KIND_STRING, 0, 0, is_uri, "a URI is not empty and has no blanks"},
	{"url", KIND_STRING, 0, 0, is_uri, "a URL is not empty and has no blanks"},
	{"uuid", KIND_STRING, 0, 0, is_uuid, "not a UUID: urn:uuid:c757873d-…"},
	{"xhtml", KIND_STRING, 0, 0, fhir_is_xhtml, "not XHTML in one <div>, of the elements R4 allows, without scripts"},
};

static bool wrong_kind(struct fhir_primitive_wrong *wrong, const char *why)
{
	*wrong = (struct fhir_primitive_wrong){"structure", why};
	return false;
}

bool fhir_primitive_ok(str type, jv value, struct fhir_primitive_wrong *wrong)
{
	ptrdiff_t i = 0;
	int64_t n;
	bool flag;
	while (i < COUNT(primitives) && !str_eq(type, str_from(primitives[i].name))) i++;
	ASSERT(i < COUNT(primitives));
	str text = json_text(value);
	switch (primitives[i].kind) {
	case KIND_BOOL: return json_is_bool(value, &flag) || wrong_kind(wrong, "not true or false");
	case KIND_NUMBER: return (text.n && !json_is_string(value)) || wrong_kind(wrong, "not a number of JSON");
	case KIND_WHOLE:
		if (!text.n || json_is_string(value)) return wrong_kind(wrong, "not a number of JSON");
		if (str_to_i64(text, &n) && n >= primitives[i].from && n <= primitives[i].to) return true;
		break;
	case KIND_STRING:
		if (!json_is_string(value)) return wrong_kind(wrong, "not a string of JSON");
		if (primitives[i].ok(text)) return true;
		break;
	}
	*wrong = (struct fhir_primitive_wrong){"value", primitives[i].why};
	return false;
}
