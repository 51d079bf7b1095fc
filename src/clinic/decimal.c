/* decimal.c - see decimal_int.h. Rounding half to even; source: IEEE 754-2019, 4.3.1. */
#include "base/check.h"
#include "clinic/decimal_int.h"

#include <stdio.h>
#include <stdlib.h>

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* e, E and up to 3 digits at *i. */
static bool read_exponent(str s, ptrdiff_t *i, long *out)
{
	if (*i == s.n) return true;
	if (s.p[*i] != 'e' && s.p[*i] != 'E') return false;
	bool minus = ++*i < s.n && s.p[*i] == '-';
	if (*i < s.n && (minus || s.p[*i] == '+')) ++*i;
	ptrdiff_t from = *i;
	long v = 0;
	for (; *i < s.n && digit(s.p[*i]) && *i - from < 4; ++*i) v = v * 10 + (s.p[*i] - '0');
	*out += minus ? -v : v;
	return *i == s.n && *i > from && v <= DECIMAL_EXPONENT_MAX;
}

bool decimal_read(mpq_t out, str s, int *significant)
{
	char digits[DECIMAL_DIGITS_MAX + 1];
	int n = 0, leading = 0;
	long e = 0;
	bool point = false, any = false;
	ptrdiff_t i = s.n && (s.p[0] == '-' || s.p[0] == '+');
	for (; i < s.n && (digit(s.p[i]) || (s.p[i] == '.' && !point)); i++) {
		if (s.p[i] == '.') {
			point = true;
			continue;
		}
		if (n == DECIMAL_DIGITS_MAX) return false;
		digits[n++] = s.p[i];
		leading += s.p[i] == '0' && leading == n - 1;
		e -= point;
		any = true;
	}
	digits[n] = 0;
	bool written_exactly = !point && i == s.n;
	if (!any || s.p[i - 1] == '.' || !read_exponent(s, &i, &e)) return false;
	ASSERT(mpz_set_str(mpq_numref(out), digits, 10) == 0);
	if (s.p[0] == '-') mpz_neg(mpq_numref(out), mpq_numref(out));
	mpz_set_ui(mpq_denref(out), 1);
	mpz_t ten;
	mpz_init(ten);
	mpz_ui_pow_ui(ten, 10, (unsigned long)labs(e));
	if (e >= 0) mpz_mul(mpq_numref(out), mpq_numref(out), ten);
	else mpz_set(mpq_denref(out), ten);
	mpz_clear(ten);
	mpq_canonicalize(out);
	*significant = written_exactly ? 0 : n - leading;
	return true;
}

void decimal_fraction(mpq_t out, const char *num, const char *den)
{
	ASSERT(mpz_set_str(mpq_numref(out), num, 10) == 0 && mpz_set_str(mpq_denref(out), den, 10) == 0); /* reduced by the generator */
}

void decimal_scale(mpq_t x, const mpq_t by, int power)
{
	mpq_t p;
	mpq_init(p);
	mpz_pow_ui(mpq_numref(p), mpq_numref(by), (unsigned long)abs(power));
	mpz_pow_ui(mpq_denref(p), mpq_denref(by), (unsigned long)abs(power));
	if (power < 0) mpq_div(x, x, p);
	else mpq_mul(x, x, p);
	mpq_clear(p);
}

/* |x| as `want` digits and the power of ten of the first one, rounded half to even. *exact tells whether nothing was lost. */
static long digits_of(char *out, const mpq_t x, int want, bool *exact)
{
	mpz_t num, den, q, r, ten;
	mpz_inits(num, den, q, r, ten, NULL);
	long e = (long)mpz_sizeinbase(mpq_numref(x), 10) - (long)mpz_sizeinbase(mpq_denref(x), 10) + 1; /* one or two too large */
	for (;; e--) {
		long shift = want - 1 - e;
		mpz_abs(num, mpq_numref(x));
		mpz_set(den, mpq_denref(x));
		mpz_ui_pow_ui(ten, 10, (unsigned long)labs(shift));
		if (shift >= 0) mpz_mul(num, num, ten);
		else mpz_mul(den, den, ten);
		mpz_tdiv_qr(q, r, num, den);
		if (mpz_sizeinbase(q, 10) >= (size_t)want) mpz_ui_pow_ui(ten, 10, (unsigned long)want - 1);
		if (mpz_sizeinbase(q, 10) >= (size_t)want && mpz_cmp(q, ten) >= 0) break;
	}
	*exact = mpz_sgn(r) == 0;
	mpz_mul_2exp(r, r, 1);
	int half = mpz_cmp(r, den);
	if (half > 0 || (half == 0 && mpz_odd_p(q))) mpz_add_ui(q, q, 1);
	mpz_mul_ui(ten, ten, 10);
	if (mpz_cmp(q, ten) == 0) mpz_divexact_ui(q, q, 10), e++; /* 99.9… rounded up: the digits are 1000… */
	mpz_get_str(out, 10, q);
	mpz_clears(num, den, q, r, ten, NULL);
	return e;
}

/* digits d with the first at 10^e, as 0.00126, 133322000 or 1.057e-18 */
static ptrdiff_t place(char out[DECIMAL_TEXT_MAX], bool minus, const char *d, int n, long e)
{
	static const char zeros[] = "000000000000000000000000000000";
	const char *sign = minus ? "-" : "";
	if (e < -9 || e > 20) return snprintf(out, DECIMAL_TEXT_MAX, "%s%c%s%.*se%ld", sign, d[0], n > 1 ? "." : "", n - 1, d + 1, e);
	if (e < 0) return snprintf(out, DECIMAL_TEXT_MAX, "%s0.%.*s%.*s", sign, (int)(-e - 1), zeros, n, d);
	if (n <= e + 1) return snprintf(out, DECIMAL_TEXT_MAX, "%s%.*s%.*s", sign, n, d, (int)(e + 1 - n), zeros);
	return snprintf(out, DECIMAL_TEXT_MAX, "%s%.*s.%.*s", sign, (int)(e + 1), d, n - (int)(e + 1), d + e + 1);
}

ptrdiff_t decimal_put(char out[DECIMAL_TEXT_MAX], const mpq_t x, int significant)
{
	char d[DECIMAL_EXACT + 4] = "0";
	bool exact = true;
	int n = 1;
	long e = 0;
	if (mpq_sgn(x)) {
		n = DECIMAL_EXACT;
		e = digits_of(d, x, n, &exact);
		if (!exact) e = digits_of(d, x, n = DECIMAL_ROUNDED, &exact);
		if (exact) significant = significant > DECIMAL_KEPT_MAX ? DECIMAL_KEPT_MAX : significant;
		else significant = 0;
		while (n > 1 && n > significant && d[n - 1] == '0') n--;
	}
	return place(out, mpq_sgn(x) < 0, d, n, e);
}
