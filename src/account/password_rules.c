#include "account/password_rules.h"

#include "account/password_pieces.h"
#include "base/check.h"
#include "base/utf8.h"
#include "lang/fold.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { REPEAT_MIN = 8 }; /* characters: what repeats is as good as one of it */

static const struct password_words says[PASSWORD_FLAWS] = {
	[PASSWORD_FINE] = {"", ""},
	[PASSWORD_TEXT] = {"密码里有无法识别的字符，请换一个。", "The password contains characters that are not text. Please choose another."},
	[PASSWORD_SHORT] = {"密码至少要有10个字符。可以用几个互不相关的词连起来。",
			    "The password needs at least 10 characters. Several unrelated words in a row make a good one."},
	[PASSWORD_LONG] = {"密码太长：最多256字节，约85个汉字。", "The password is too long: at most 256 bytes."},
	[PASSWORD_LOGIN] = {"密码里除了登录名几乎没有别的内容，很容易被猜到。",
			    "The password is little more than the log-in name, which is guessed first."},
	[PASSWORD_REPEATS] = {"密码只是同样几个字符的重复，很容易被猜到。",
			      "The password repeats the same few characters, which is guessed quickly."},
	[PASSWORD_RUN] = {"密码是键盘、字母或数字的顺序排列，很容易被猜到。",
			  "The password follows the keyboard, the alphabet or counting, which is guessed quickly."},
	[PASSWORD_NUMBER] = {"密码是日期、手机号或证件号码，很容易被猜到。",
			     "The password is a date, a phone number or an identity number, which is guessed quickly."},
	[PASSWORD_COMMON] = {"密码由几个常用的词或数字组成，很容易被猜到。",
			     "The password is made of a few very common words or numbers, which is guessed quickly."},
};

struct password_words password_flaw_say(enum password_flaw flaw)
{
	ASSERT(flaw >= 0 && flaw < PASSWORD_FLAWS);
	return says[flaw];
}

bool password_nfc(str *out, str password, struct arena *perm)
{
	utf8proc_uint8_t *nfc = NULL;
	if (utf8_invalid(password) >= 0) return false;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)password.p, password.n, &nfc, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (n >= 0) *out = str_copy(perm, (str){(const char *)nfc, n});
	if (nfc) explicit_bzero(nfc, (size_t)(n > 0 ? n : 0));
	free(nfc);
	return n >= 0;
}

static bool has_control(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return true;
	return false;
}

static int code_points(uint32_t out[PIECES_TEXT_MAX], str text)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < text.n && n < PIECES_TEXT_MAX;) {
		int len;
		out[n++] = utf8_at(text, i, &len);
		i += len;
	}
	return n;
}

/* The shortest beginning that, written over and over, gives the text; n when there is none. */
static int period(const uint32_t *text, int n)
{
	for (int p = 1; p <= n / 2; p++) {
		int i = p;
		while (i < n && text[i] == text[i - p]) i++;
		if (i == n) return p;
	}
	return n;
}

static enum password_flaw easy_to_guess(str password, str login, struct arena *scratch)
{
	uint32_t text[PIECES_TEXT_MAX], name[PIECES_TEXT_MAX];
	int n = code_points(text, fold(password, scratch).text), name_n = code_points(name, str_trim(fold(login, scratch).text));
	int once = period(text, n);
	struct pieces p = pieces_count(text, once, name, name_n);
	bool few = p.n < PASSWORD_PIECES_MIN;
	if (few && p.login) return PASSWORD_LOGIN;
	if (few && p.word) return PASSWORD_COMMON;
	if (!n || (once < n && once < REPEAT_MIN)) return PASSWORD_REPEATS; /* of nothing but blanks nothing is left */
	if (!few) return PASSWORD_FINE;
	return p.number ? PASSWORD_NUMBER : PASSWORD_RUN;
}

enum password_flaw password_flaw(str password, str login, struct arena scratch)
{
	str nfc;
	if (password.n > PASSWORD_BYTES_MAX) return PASSWORD_LONG;
	if (!password_nfc(&nfc, password, &scratch) || has_control(nfc)) return PASSWORD_TEXT;
	if (nfc.n > PASSWORD_BYTES_MAX) return PASSWORD_LONG;
	if (utf8_count(nfc) < PASSWORD_CHARS_MIN) return PASSWORD_SHORT;
	return easy_to_guess(nfc, utf8_invalid(login) < 0 ? login : S(""), &scratch);
}
