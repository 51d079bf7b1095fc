#include "policy/title.h"

#include "base/check.h"

static const struct {
	const char *key, *name[2]; /* by enum language */
} titles[TITLES] = {
	{"resident", {"住院医师", "resident physician"}},
	{"attending", {"主治医师", "attending physician"}},
	{"associate", {"副主任医师", "associate chief physician"}},
	{"chief", {"主任医师", "chief physician"}},
};

str title_key(enum title title)
{
	ASSERT((unsigned)title < TITLES);
	return str_from(titles[title].key);
}

bool title_by_key(str key, enum title *out)
{
	for (int i = 0; i < TITLES; i++)
		if (str_eq(key, str_from(titles[i].key))) return *out = (enum title)i, true;
	return false;
}

str title_name(str key, enum language lang)
{
	enum title title;
	return title_by_key(key, &title) ? str_from(titles[title].name[lang]) : (str){"", 0};
}

bool licence_valid(str licence, int64_t until_ms, int64_t now_ms)
{
	return str_trim(licence).n > 0 && (until_ms == 0 || until_ms > now_ms);
}
