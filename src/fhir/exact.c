#include "fhir/exact.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The digits from `i` on; `*counted` of them matter (leading zeros do not). False when there is none or there are too many. */
static bool take_digits(str s, ptrdiff_t *i, struct exact *out, int *counted)
{
	ptrdiff_t from = *i;
	for (; *i < s.n && is_digit(s.p[*i]); ++*i) {
		if (*counted || s.p[*i] != '0') ++*counted;
		if (*counted > EXACT_DIGITS_MAX) return false;
		out->digits = out->digits * 10 + (s.p[*i] - '0');
	}
	return *i > from;
}

static bool take_exponent(str s, ptrdiff_t *i, int *exponent)
{
	bool negative = *i < s.n && s.p[*i] == '-';
	if (*i < s.n && (s.p[*i] == '-' || s.p[*i] == '+')) ++*i;
	ptrdiff_t from = *i;
	for (; *i < s.n && is_digit(s.p[*i]); ++*i) {
		*exponent = *exponent * 10 + (s.p[*i] - '0');
		if (*exponent > EXACT_EXPONENT_MAX) return false;
	}
	if (negative) *exponent = -*exponent;
	return *i > from;
}

bool exact_read(struct exact *out, bool *whole, str s)
{
	ptrdiff_t i = 0;
	int counted = 0, exponent = 0;
	bool negative = s.n && s.p[0] == '-', point = false, exponential = false;
	*out = (struct exact){0, 0};
	if (negative) i++;
	if (!take_digits(s, &i, out, &counted)) return false;
	if (i < s.n && s.p[i] == '.') {
		ptrdiff_t from = ++i;
		point = true;
		if (!take_digits(s, &i, out, &counted) || i - from > EXACT_EXPONENT_MAX) return false;
		out->scale = (int)(i - from);
	}
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i++;
		exponential = true;
		if (!take_exponent(s, &i, &exponent)) return false;
	}
	if (negative) out->digits = -out->digits;
	out->scale -= exponent;
	if (whole) *whole = exponential && !point;
	return i == s.n;
}

static int digit_count(__int128 v)
{
	int n = 0;
	for (; v; v /= 10) n++;
	return n;
}

static int sign(__int128 v)
{
	return (v > 0) - (v < 0);
}

int exact_cmp(struct exact a, struct exact b)
{
	if (sign(a.digits) != sign(b.digits)) return sign(a.digits) < sign(b.digits) ? -1 : 1;
	if (!a.digits) return 0;
	int na = digit_count(a.digits), nb = digit_count(b.digits);
	if (na - a.scale != nb - b.scale) return (na - a.scale > nb - b.scale ? 1 : -1) * sign(a.digits);
	for (; na < nb; na++) a.digits *= 10;
	for (; nb < na; nb++) b.digits *= 10;
	return (a.digits > b.digits) - (a.digits < b.digits);
}

bool exact_span(struct exact *low, struct exact *high, str text)
{
	bool whole;
	struct exact v;
	if (!exact_read(&v, &whole, text)) return false;
	if (whole) v = (struct exact){v.digits * 10, v.scale + 1};
	*low = (struct exact){v.digits * 10 - 5, v.scale + 1};
	*high = (struct exact){v.digits * 10 + 5, v.scale + 1};
	return true;
}

void exact_about(struct exact *low, struct exact *high, struct exact v)
{
	struct exact less = {v.digits * 9, v.scale + 1}, more = {v.digits * 11, v.scale + 1};
	*low = v.digits < 0 ? more : less;
	*high = v.digits < 0 ? less : more;
}
