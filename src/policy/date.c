#include "policy/date.h"

#include "clinic/calc.h"

enum { DAY_MS = 86400000, MINUTE_MS = 60000 };

static bool digits(str s, ptrdiff_t from, int n, int *out)
{
	*out = 0;
	for (ptrdiff_t i = from; i < from + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9') return false;
		*out = *out * 10 + (s.p[i] - '0');
	}
	return true;
}

static bool exists(struct date d)
{
	int y, m, day;
	if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31) return false;
	calc_civil(calc_days(d.year, d.month, d.day), &y, &m, &day);
	return y == d.year && m == d.month && day == d.day;
}

bool date_read(struct date *out, str text)
{
	struct date d;
	if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-') return false;
	if (!digits(text, 0, 4, &d.year) || !digits(text, 5, 2, &d.month) || !digits(text, 8, 2, &d.day) || !exists(d)) return false;
	*out = d;
	return true;
}

struct date date_of_ms(int64_t ms, int zone_min)
{
	struct date d;
	int64_t local = ms + (int64_t)zone_min * MINUTE_MS, days = local / DAY_MS;
	if (local % DAY_MS < 0) days--; /* before 1970 */
	calc_civil((double)days, &d.year, &d.month, &d.day);
	return d;
}

int64_t date_begins_ms(struct date d, int zone_min)
{
	return (int64_t)calc_days(d.year, d.month, d.day) * DAY_MS - (int64_t)zone_min * MINUTE_MS;
}

int date_cmp(struct date a, struct date b)
{
	if (a.year != b.year) return a.year < b.year ? -1 : 1;
	if (a.month != b.month) return a.month < b.month ? -1 : 1;
	return a.day == b.day ? 0 : a.day < b.day ? -1 : 1;
}

struct date date_years_later(struct date d, int years)
{
	d.year += years;
	if (!exists(d)) d.day = 28;
	return d;
}
