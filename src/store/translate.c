#include "store/migrate.h"

#include "base/check.h"

static const struct {
	str word, becomes;
} words[] = {
	{S("BLOB"), S("bytea")}, {S("INTEGER"), S("bigint")}, {S("TEXT"), S("text COLLATE \"C\"")},
	{S("STRICT"), S("")},    {S("WITHOUT"), S("")},       {S("ROWID"), S("")},
};

static bool in_word(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

/* Where the comment, quoted text or word that begins at `i` ends; for anything else i + 1. */
static ptrdiff_t token_end(str sql, ptrdiff_t i)
{
	char c = sql.p[i];
	ptrdiff_t end = i + 1;
	if (c == '-' && end < sql.n && sql.p[end] == '-') {
		while (end < sql.n && sql.p[end] != '\n') end++;
	} else if (c == '\'' || c == '"') {
		while (end < sql.n && sql.p[end] != c) end++; /* a doubled quote is two texts side by side, which is the same here */
		if (end < sql.n) end++;
	} else if (in_word(c)) {
		while (end < sql.n && in_word(sql.p[end])) end++;
	}
	return end;
}

/* After a table's option that was dropped its comma goes too. */
static ptrdiff_t past_comma(str sql, ptrdiff_t i)
{
	ptrdiff_t at = i;
	while (at < sql.n && (sql.p[at] == ' ' || sql.p[at] == '\t' || sql.p[at] == '\n')) at++;
	return at < sql.n && sql.p[at] == ',' ? at + 1 : i;
}

str migrate_translate(struct arena *a, str sql)
{
	struct sb out = sb_new(a, sql.n + sql.n / 2);
	for (ptrdiff_t i = 0; i < sql.n;) {
		ptrdiff_t end = token_end(sql, i);
		str token = str_slice(sql, i, end);
		i = end;
		for (ptrdiff_t w = 0; w < COUNT(words); w++) {
			if (!str_eq(token, words[w].word)) continue;
			token = words[w].becomes;
			if (!token.n) i = past_comma(sql, i);
		}
		sb_add(&out, token);
	}
	return str_copy(a, sb_str(&out));
}
