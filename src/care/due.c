/* due.c - when the tasks of a plan are due. */
#include "care/plan.h"

#include "base/check.h"

#include <stdio.h>

enum { MORNING_MIN = 9 * 60, MINUTE_MS = 60000 }; /* a task without an hour: own choice */
static const int64_t day_ms = 86400000;

static struct date days_later(struct date d, int64_t days)
{
	return date_of_ms(date_begins_ms(d, ZONE_CHINA_MIN) + days * day_ms, ZONE_CHINA_MIN);
}

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

struct date plan_later(struct date d, struct plan_every by, int times)
{
	enum { YEAR_MONTHS = 12 };
	int64_t n = (int64_t)by.n * times;
	if (by.unit == 'd') return days_later(d, n);
	if (by.unit == 'w') return days_later(d, 7 * n);
	int64_t months = (int64_t)d.year * YEAR_MONTHS + d.month - 1 + n * (by.unit == 'y' ? YEAR_MONTHS : 1);
	struct date out = {(int)(months / YEAR_MONTHS), (int)(months % YEAR_MONTHS) + 1, d.day};
	if (out.day > month_days(out.year, out.month)) out.day = month_days(out.year, out.month);
	return out;
}

static bool anchor_of(struct date *out, const struct plan_row *task, const struct followed *by)
{
	const struct answers *given = by->given;
	if (str_eq(task->anchor, S("start"))) return *out = date_of_ms(by->start_ms, ZONE_CHINA_MIN), true;
	for (ptrdiff_t i = 0; given && i < given->n; i++)
		if (given->v[i].is_date && str_eq(given->v[i].id, task->anchor)) return *out = given->v[i].date, true;
	return false;
}

/* The step just before that moment, so that a task repeated daily for fifty years is not walked through. */
static int first_step(const struct plan_row *task, struct date first, int64_t from_ms)
{
	int64_t step = task->every.n * (task->every.unit == 'w' ? 7 : 1) * day_ms, behind = from_ms - date_begins_ms(first, ZONE_CHINA_MIN);
	if (!task->every.n || task->every.unit == 'm' || task->every.unit == 'y' || behind < 2 * step) return 0;
	return (int)(behind / step) - 1;
}

/* `..13w` is included to its last day: 13 weeks and 6 days. */
static struct date last_of(struct date anchor, struct plan_every until)
{
	until.n++;
	return days_later(plan_later(anchor, until, 1), -1);
}

void plan_dues(struct dues *out, const struct plan_row *task, const struct followed *by, int64_t from_ms, int64_t until_ms, int most, struct arena *a)
{
	struct date anchor;
	*out = (struct dues){0};
	if (!plan_row_asked(task, by->given) || !anchor_of(&anchor, task, by)) return;
	struct date first = task->has_at ? plan_later(anchor, task->from, 1) : anchor, last = first;
	if (task->has_until) last = last_of(anchor, task->until);
	/* Once, at no day or in a span that the plan's start lies in: due from there. */
	bool late = !task->every.n && (task->has_until || !task->has_at) && date_begins_ms(first, ZONE_CHINA_MIN) < by->start_ms;
	if (late) first = date_of_ms(by->start_ms, ZONE_CHINA_MIN);
	if (from_ms < by->start_ms && !late) from_ms = by->start_ms;
	for (int k = first_step(task, first, from_ms); out->n < most; k++) {
		struct date d = task->every.n ? plan_later(first, task->every, k) : first;
		int64_t begins = date_begins_ms(d, ZONE_CHINA_MIN);
		if (begins >= until_ms || ((task->has_until || !task->endless) && date_cmp(d, last) > 0)) break;
		for (int i = 0; i < (task->time_count ? task->time_count : 1) && out->n < most; i++) {
			int64_t due = begins + (int64_t)(task->time_count ? task->times[i] : MORNING_MIN) * MINUTE_MS;
			if (late && due < by->start_ms) due = by->start_ms;
			if (due >= from_ms && due < until_ms) *ARENA_PUSH(a, out) = due;
		}
		if (!task->every.n) break;
	}
}

int64_t plan_grace_ms(const struct plan_row *task)
{
	enum { ONCE_D = 30, MONTH_D = 30, YEAR_D = 365 };
	int n = task->every.n;
	if (!n) return ONCE_D * day_ms;
	return n * (task->every.unit == 'd' ? 1 : task->every.unit == 'w' ? 7 : task->every.unit == 'm' ? MONTH_D : YEAR_D) * day_ms;
}
