#include "record/day.h"

static int digits(const char *p, int n)
{
	int v = 0;
	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9') return -1;
		v = v * 10 + (p[i] - '0');
	}
	return v;
}

static int month_length(int y, int m)
{
	static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return length[m - 1] + (m == 2 && leap);
}

bool day_parse(str s, struct day *out)
{
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-') return false;
	struct day d = {digits(s.p, 4), digits(s.p + 5, 2), digits(s.p + 8, 2)};
	if (d.y < 1 || d.m < 1 || d.m > 12 || d.d < 1 || d.d > month_length(d.y, d.m)) return false;
	*out = d;
	return true;
}

/* Days from civil and back: the year begins in March, so that the leap day is its last. After Howard Hinnant, "chrono-compatible low-level date algorithms", 2013. */
int64_t day_number(struct day d)
{
	int64_t y = d.y - (d.m <= 2), era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (d.m + (d.m > 2 ? -3 : 9)) + 2) / 5 + d.d - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static struct day day_from(int64_t number)
{
	int64_t z = number + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100), m = (5 * of_year + 2) / 153;
	int month = (int)(m < 10 ? m + 3 : m - 9);
	return (struct day){(int)(year + era * 400 + (month <= 2)), month, (int)(of_year - (153 * m + 2) / 5 + 1)};
}

struct day day_of(int64_t ms, int zone_min)
{
	enum { DAY_MS = 86400000 };
	int64_t local = ms + (int64_t)zone_min * 60000;
	return day_from(local >= 0 ? local / DAY_MS : (local - DAY_MS + 1) / DAY_MS);
}

int day_months(struct day from, struct day to)
{
	return (to.y - from.y) * 12 + to.m - from.m - (to.d < from.d);
}
