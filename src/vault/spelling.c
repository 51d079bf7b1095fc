#include "vault/spelling.h"

#include "base/utf8.h"
#include "lang/fold.h"

enum { DIGITS_MIN = 5, DIGITS_MAX = 20 };

str spelling_login(str login, struct arena *perm)
{
	return str_trim(fold(login, perm).text);
}

static bool is_middle_dot(uint32_t cp)
{
	return cp == 0xb7 || cp == 0x2022 || cp == 0x2027 || cp == 0x22c5 || cp == 0x30fb;
}

str spelling_name(str name, struct arena *perm)
{
	str folded = fold(name, perm).text;
	struct sb b = sb_new(perm, folded.n + 1);
	for (ptrdiff_t i = 0; i < folded.n;) {
		int len;
		uint32_t cp = utf8_at(folded, i, &len);
		if (cp != ' ' && cp != '\n' && !is_middle_dot(cp)) sb_add(&b, str_slice(folded, i, i + len));
		i += len;
	}
	return sb_str(&b);
}

static uint32_t half_width(uint32_t cp)
{
	return cp >= 0xff01 && cp <= 0xff5e ? cp - 0xfee0 : cp;
}

static bool is_mobile(str digits)
{
	return digits.n == 11 && digits.p[0] == '1' && digits.p[1] >= '3';
}

/* What follows +86: a land line's area code has its 0 only inside the country (010 is +86 10). 400 and 800 are no area codes. */
static bool lacks_zero(str digits)
{
	return (digits.n == 10 || digits.n == 11) && !is_mobile(digits) && digits.p[0] != '0' && !str_starts(digits, S("400")) &&
	       !str_starts(digits, S("800"));
}

/* 13 digits that begin with 86 and a mobile number: +86 without its sign. */
static bool is_home_unsigned(str digits)
{
	return digits.n == 13 && str_starts(digits, S("86")) && is_mobile(str_slice(digits, 2, 13));
}

/* The digits of the text behind out[0]; how many, or -1 when they are too many. */
static ptrdiff_t digits_of(char out[1 + DIGITS_MAX + 4], bool *plus, str text)
{
	ptrdiff_t n = 0;
	*plus = false;
	for (ptrdiff_t i = 0; i < text.n;) {
		int len;
		uint32_t cp = half_width(utf8_at(text, i, &len));
		i += len;
		if (cp == '+' && !n) *plus = true;
		if (!cp_is_digit(cp)) continue;
		if (n == DIGITS_MAX + 4) return -1;
		out[++n] = (char)cp;
	}
	return n;
}

str spelling_phone(str phone, struct arena *perm)
{
	char room[1 + DIGITS_MAX + 4]; /* the first byte is for a + or 0 before the digits, the last four for 0086 */
	bool abroad;
	ptrdiff_t n = digits_of(room, &abroad, phone);
	str digits = {room + 1, n > 0 ? n : 0};
	if (!abroad && str_starts(digits, S("00"))) abroad = true, digits = str_slice(digits, 2, digits.n);
	bool home = abroad && str_starts(digits, S("86"));
	if (home) digits = str_slice(digits, 2, digits.n);
	for (;;) { /* +86 010 …, +86 86 138 … */
		if (home && str_starts(digits, S("0"))) digits = str_slice(digits, 1, digits.n);
		else if ((home || !abroad) && is_home_unsigned(digits)) home = true, digits = str_slice(digits, 2, digits.n);
		else break;
	}
	if (digits.n < DIGITS_MIN || digits.n > DIGITS_MAX) return (str){"", 0};
	if (home ? lacks_zero(digits) : abroad) {
		room[digits.p - room - 1] = home ? '0' : '+';
		digits = (str){digits.p - 1, digits.n + 1};
	}
	return str_copy(perm, digits);
}
