#include "ledger/form_int.h"

#include "base/check.h"

enum { ID_BYTES_MAX = 64 };

void form_word(struct form *f, const char *literal)
{
	for (; *literal && !f->broken; literal++) {
		if (f->at < f->text.n && f->text.p[f->at] == *literal) f->at++;
		else f->broken = true;
	}
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9') return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int next_nibble(struct form *f)
{
	int v = !f->broken && f->at < f->text.n ? nibble(f->text.p[f->at]) : -1;
	if (v < 0) f->broken = true;
	else f->at++;
	return v;
}

void form_hex(struct form *f, unsigned char *out, ptrdiff_t n)
{
	memset(out, 0, (size_t)n);
	for (ptrdiff_t i = 0; i < n; i++) {
		int high = next_nibble(f), low = next_nibble(f);
		if (f->broken) return;
		out[i] = (unsigned char)(high << 4 | low);
	}
}

int64_t form_number(struct form *f)
{
	ptrdiff_t from = f->at;
	int64_t v = 0;
	while (!f->broken && f->at < f->text.n && f->text.p[f->at] >= '0' && f->text.p[f->at] <= '9') {
		int digit = f->text.p[f->at] - '0';
		if (v > (MERKLE_SIZE_MAX - digit) / 10 || (v == 0 && f->at > from)) f->broken = true; /* too large, or a leading zero */
		else v = v * 10 + digit, f->at++;
	}
	if (f->at == from) f->broken = true;
	return f->broken ? 0 : v;
}

static bool id_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == ':';
}

str form_id(struct form *f)
{
	ptrdiff_t from = f->at;
	if (f->broken || from == f->text.n) return S("");
	while (f->at < f->text.n && f->at - from < ID_BYTES_MAX && id_byte(f->text.p[f->at])) f->at++;
	return str_slice(f->text, from, f->at);
}

bool form_end(struct form *f)
{
	return !f->broken && f->at == f->text.n;
}

bool form_done(struct form *f, const char *where, struct fail *fail)
{
	if (form_end(f)) return true;
	return fail_set(fail, RC_INPUT, where, "byte %td is not what the ledger writes there", f->at + 1);
}

bool form_id_valid(str id, ptrdiff_t min)
{
	struct form f = {.text = id};
	form_id(&f);
	return id.n >= min && form_end(&f);
}

void form_put_hex(struct jw *w, const char *key, const unsigned char *bytes, ptrdiff_t n)
{
	static const char digits[] = "0123456789abcdef";
	char text[128];
	ASSERT(2 * n <= COUNT(text));
	for (ptrdiff_t i = 0; i < n; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	jw_str(w, key, (str){text, 2 * n});
}

struct sb form_builder(struct arena *arena, char *room)
{
	*arena = (struct arena){room, room + FORM_BYTES_MAX, NULL};
	return sb_new(arena, FORM_BYTES_MAX);
}
