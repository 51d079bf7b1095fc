#include "record/html_int.h"

#include "base/utf8.h"

static bool is_hidden(uint32_t cp)
{
	return (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069) || (cp & 0xfffe) == 0xfffe;
}

static str escape_of(char c)
{
	switch (c) {
	case '&': return S("&amp;");
	case '<': return S("&lt;");
	case '>': return S("&gt;");
	case '"': return S("&quot;");
	case '\'': return S("&#39;");
	default: return (str){"", 0};
	}
}

static void escape(struct sb *out, str s, bool lines)
{
	int len;
	for (ptrdiff_t i = 0; i < s.n; i += len) {
		uint32_t cp = utf8_at(s, i, &len);
		str e = len == 1 ? escape_of(s.p[i]) : (str){"", 0};
		if (lines && cp == '\n') sb_add(out, S("<br/>"));
		else if (is_hidden(cp)) sb_fmt(out, "[U+%04X]", (unsigned)cp);
		else sb_add(out, e.n ? e : (str){s.p + i, len});
	}
}

void html_text(struct sb *out, str s)
{
	escape(out, s, false);
}

void html_lines(struct sb *out, str s)
{
	escape(out, s, true);
}
