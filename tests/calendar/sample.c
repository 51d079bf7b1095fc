/* sample.c - prints, for as many reminders as asked, one JSON object a line: the calendar of each, and when it falls due by our own reckoning.
 *
 * usage: calendar_sample COUNT SEED */
#include "care/calendar.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_MS INT64_C(86400000)
enum { MOST = 600, WINDOW_DAYS = 1500 };

static uint64_t state;

static int64_t chance(int64_t n)
{
	state ^= state << 13, state ^= state >> 7, state ^= state << 17;
	return (int64_t)(state % (uint64_t)n);
}

static struct date days_later(struct date d, int64_t days)
{
	return date_of_ms(date_begins_ms(d, 0) + days * DAY_MS, 0);
}

static struct schedule some(int i)
{
	static const int zones[] = {480, 480, 480, 0, 330, -210, 840};
	struct schedule s = {.unit = (enum schedule_unit)(i % 4), .every = 1 + (int)chance(4), .zone_min = zones[chance(7)]};
	s.from = date_of_ms((20400 + chance(800)) * DAY_MS, 0);
	if (chance(2)) s.from.day = 28 + (int)chance(4), s.from.month = 1 + 2 * (int)chance(4); /* months of 31 days */
	if (chance(2)) s.until = days_later(s.from, chance(700));
	if (s.unit == SCHEDULE_WEEKS) s.weekdays = 1 + (int)chance(127);
	if (s.unit == SCHEDULE_DATES) {
		s.until = (struct date){0};
		for (struct date d = s.from; s.date_count < 1 + chance(6); d = days_later(d, 1 + chance(90))) s.dates[s.date_count++] = d;
	}
	for (int t = (int)chance(600); t < 1440 && s.time_count < 4; t += 1 + (int)chance(500)) s.times[s.time_count++] = t;
	return s;
}

static void print_one(int i, struct arena a)
{
	static const char *const titles[] = {"健康提醒", "Health reminder", "阿莫西林; 每次 0.5 g, 一天三次，饭后服用，连续七天，不要自行停药",
					     "a\\b\nc, d;e 😀"};
	struct schedule s = some(i);
	struct calendar c;
	struct sb ics = sb_new(&a, 8192), out = sb_new(&a, 32768);
	struct jw w = {&out, false};
	char id[48];
	int64_t at = date_begins_ms(s.from, 0) - 2 * DAY_MS, until = at + WINDOW_DAYS * DAY_MS, n = 0;
	snprintf(id, sizeof id, "01ARZ3NDEKTSV4RRFFQ69G%04d", i);
	struct calendar_entry e = {str_from(id), str_from(titles[i % 4]), {"", 0}, INT64_C(1767225600000), i, &s};
	calendar_begin(&c, &ics, S("健康提醒"), i % 2);
	calendar_add(&c, &e);
	calendar_end(&c);
	jw_object(&w, NULL);
	jw_str(&w, "ics", sb_str(&ics));
	jw_str(&w, "title", e.title);
	jw_i64(&w, "until_ms", until);
	jw_array(&w, "due");
	while (n++ < MOST && schedule_next(&s, at, &at) && at < until) jw_i64(&w, NULL, at);
	jw_end_array(&w);
	jw_bool(&w, "all", n <= MOST); /* else the list ends early */
	jw_object(&w, "schedule");
	schedule_write(&w, &s);
	jw_end_object(&w);
	jw_end_object(&w);
	printf(STR_FMT "\n", STR_ARG(sb_str(&out)));
}

int main(int argc, char **argv)
{
	struct arena memory = arena_create(16 << 20);
	if (argc != 3 || !memory.beg) return fprintf(stderr, "usage: calendar_sample COUNT SEED\n"), 2;
	state = strtoull(argv[2], NULL, 10) * UINT64_C(0x9e3779b97f4a7c15) + 1;
	for (int i = 0; i < atoi(argv[1]); i++) print_one(i, memory);
	arena_destroy(memory);
	return 0;
}
