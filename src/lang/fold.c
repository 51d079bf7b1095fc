#include "lang/fold.h"

#include "base/utf8.h"
#include "lang/han.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Punctuation that means the same in both scripts. The ideographic full stop stays: an ASCII one may be a decimal point. */
static uint32_t fold_punctuation(uint32_t cp)
{
	switch (cp) {
	case 0x3000:
	case 0xa0: return ' ';
	case 0x201c:
	case 0x201d:
	case 0x300c:
	case 0x300d:
	case 0x300e:
	case 0x300f: return '"';
	case 0x2018:
	case 0x2019: return '\'';
	case 0x3008:
	case 0x300a: return '<';
	case 0x3009:
	case 0x300b: return '>';
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2212:
	case 0x301c:
	case 0xff5e: return '-';
	case 0x2103: return 0x2103; /* degree Celsius: compatibility folding would take it apart */
	case 0x00d7: return 'x';
	case 0x2026: return ' ';
	default: return 0;
	}
}

static int superscript_digit(uint32_t cp)
{
	if (cp == 0xb9) return '1';
	if (cp == 0xb2) return '2';
	if (cp == 0xb3) return '3';
	if (cp == 0x2070 || (cp >= 0x2074 && cp <= 0x2079)) return (int)('0' + cp - 0x2070);
	if (cp == 0x207b) return '-';
	return 0;
}

static bool is_invisible(uint32_t cp)
{
	return (cp >= 0x200b && cp <= 0x200f) || cp == 0xfeff || cp == 0x00ad || (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x2064);
}

struct writer {
	struct sb text;
	int32_t *origin;
	bool in_superscript;
	bool after_han;  /* the last character written was Chinese */
	ptrdiff_t space; /* original offset of a pending space, or -1 */
};

static void put(struct writer *w, uint32_t cp, ptrdiff_t from)
{
	char bytes[4];
	int n = utf8_put(bytes, cp);
	for (int i = 0; i < n; i++) w->origin[w->text.n + i] = (int32_t)from;
	sb_add(&w->text, (str){bytes, n});
}

static void put_spaced(struct writer *w, uint32_t cp, ptrdiff_t from)
{
	bool han = cp_is_han(cp) || cp >= 0x3000;
	if (w->space >= 0 && w->text.n && !w->after_han && !han) put(w, ' ', w->space);
	w->space = -1;
	put(w, cp, from);
	w->after_han = han;
}

static void put_decomposed(struct writer *w, uint32_t cp, ptrdiff_t from)
{
	utf8proc_int32_t out[24];
	int boundary = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, out, 24, UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD,
						     &boundary);
	for (utf8proc_ssize_t i = 0; i < n && i < 24; i++)
		if (out[i] != ' ' && !(out[i] >= 0x300 && out[i] < 0x370)) put_spaced(w, (uint32_t)out[i], from);
}

struct folded fold(str original, struct arena *perm)
{
	/* One character folds to at most a few; 4 bytes for each original byte and a spare of 128 cover every text in use; a text of nothing but ligatures is cut. */
	ptrdiff_t cap = original.n * 4 + 128;
	struct writer w = {.space = -1};
	w.origin = ARENA_NEW(perm, int32_t, cap + 1);
	w.text = sb_new(perm, cap);
	for (ptrdiff_t i = 0; i < original.n;) {
		int len;
		uint32_t cp = utf8_at(original, i, &len);
		uint32_t mark = fold_punctuation(cp);
		int raised = superscript_digit(cp);
		if (w.text.n + 64 > cap) break;
		if (cp == '\n' || cp == '\r') put(&w, '\n', i), w.space = -1, w.after_han = true;
		else if (cp == ' ' || cp == '\t' || mark == ' ') w.space = w.space < 0 ? i : w.space;
		else if (is_invisible(cp) || cp < 0x20) (void)0;
		else if (raised) {
			if (!w.in_superscript) put_spaced(&w, '^', i);
			put_spaced(&w, (uint32_t)raised, i);
		} else if (mark) put_spaced(&w, mark, i);
		else if (cp >= HAN_FIRST && cp <= HAN_LAST) put_spaced(&w, han_simplified[cp - HAN_FIRST], i);
		else if (cp >= 'A' && cp <= 'Z') put_spaced(&w, cp + 32, i);
		else if (cp < 0x80) put_spaced(&w, cp, i);
		else if (cp >= 0xff01 && cp <= 0xff5e) put_spaced(&w, cp - 0xfee0 >= 'A' && cp - 0xfee0 <= 'Z' ? cp - 0xfee0 + 32 : cp - 0xfee0, i);
		else put_decomposed(&w, cp, i);
		w.in_superscript = raised != 0;
		i += len;
	}
	w.origin[w.text.n] = (int32_t)original.n;
	return (struct folded){.original = original, .text = sb_str(&w.text), .origin = w.origin};
}

str fold_original(const struct folded *f, ptrdiff_t from, ptrdiff_t to)
{
	ptrdiff_t beg = f->origin[from], end = to > from ? f->origin[to - 1] : beg;
	if (to > from) { /* to the end of the character the last byte came from */
		end++;
		while (end < f->original.n && ((unsigned char)f->original.p[end] & 0xc0) == 0x80) end++;
	}
	return str_slice(f->original, beg, end);
}
