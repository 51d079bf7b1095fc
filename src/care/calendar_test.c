/* calendar_test.c - the calendar's text by rule: lines, folding, escaping, UIDs. Whether another program finds the same times: tests/calendar. */
#include "care/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

static struct arena memory;

static const char *calendar(const char *json, str title)
{
	struct calendar c;
	struct schedule s;
	struct fail f = {0};
	jv v;
	struct sb out = sb_new(&memory, 1024);
	if (!json_parse(&v, str_from(json), 4, &f) || !schedule_read(&s, v, 0, &f)) fail_msg("%s", f.what);
	json_free(v);
	struct calendar_entry e = {S("01ARZ3NDEKTSV4RRFFQ69G5FAV"), title, {"", 0}, INT64_C(1767225600000), 3, &s};
	calendar_begin(&c, &out, S("健康提醒"), false);
	calendar_add(&c, &e);
	calendar_end(&c);
	sb_byte(&out, 0);
	return out.p;
}

#define HAS(text, part) \
	if (!strstr(text, part)) fail_msg("no %s in\n%s", part, text)

static int count(const char *text, const char *part)
{
	int n = 0;
	for (const char *p = text; (p = strstr(p, part)); p += strlen(part)) n++;
	return n;
}

static void a_calendar_has_what_it_must(void **state)
{
	(void)state;
	const char *t = calendar("{\"times\":[\"08:00\",\"20:30\"],\"from\":\"2026-01-01\",\"until\":\"2026-01-31\"}", S("健康提醒"));
	assert_int_equal(strncmp(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:", 37), 0);
	HAS(t, "\r\nMETHOD:PUBLISH\r\n");
	HAS(t, "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n");
	HAS(t, "\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\n");
	HAS(t, "\r\nTZOFFSETTO:+0800\r\n");
	HAS(t, "\r\nUID:01ARZ3NDEKTSV4RRFFQ69G5FAV-0800@zhuyi\r\n");
	HAS(t, "\r\nUID:01ARZ3NDEKTSV4RRFFQ69G5FAV-2030@zhuyi\r\n");
	HAS(t, "\r\nDTSTAMP:20260101T000000Z\r\n");
	HAS(t, "\r\nSEQUENCE:3\r\n");
	HAS(t, "\r\nDTSTART;TZID=Asia/Shanghai:20260101T203000\r\n");
	HAS(t, "\r\nRRULE:FREQ=DAILY;INTERVAL=1;UNTIL=20260131T155959Z\r\n");
	HAS(t, "\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:PT0S\r\nDESCRIPTION:健康提醒\r\nEND:VALARM\r\nEND:VEVENT\r\n");
	assert_int_equal(count(t, "BEGIN:VEVENT"), 2);
	assert_int_equal(count(t, "BEGIN:VTIMEZONE"), 1);
	assert_string_equal(t + strlen(t) - 15, "END:VCALENDAR\r\n");
}

static void rules(void **state)
{
	(void)state;
	HAS(calendar("{\"times\":[\"08:00\"],\"days\":[1,7],\"every_weeks\":2,\"from\":\"2026-01-01\"}", S("x")),
	    "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=MO,SU\r\n");
	HAS(calendar("{\"times\":[\"08:00\"],\"every_months\":1,\"from\":\"2026-01-28\"}", S("x")), "BYMONTHDAY=28\r\n");
	HAS(calendar("{\"times\":[\"08:00\"],\"every_months\":1,\"from\":\"2026-01-31\"}", S("x")),
	    "RRULE:FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1\r\n");
	const char *feb = calendar("{\"times\":[\"08:00\"],\"every_months\":3,\"from\":\"2026-08-30\"}", S("x"));
	HAS(feb, "RRULE:FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=30\r\n");
	HAS(feb, "DTSTART;TZID=Asia/Shanghai:20270228T080000\r\n");
	HAS(feb, "RRULE:FREQ=YEARLY;INTERVAL=1;BYMONTH=2;BYMONTHDAY=-1\r\n");
	const char *t = calendar("{\"dates\":[\"2026-05-01\",\"2026-03-01\"],\"zone_min\":-210}", S("x"));
	HAS(t, "DTSTART;TZID=UTC-0330:20260501T090000\r\n");
	HAS(t, "TZOFFSETTO:-0330\r\n");
	HAS(t, "-20260301-0900@zhuyi");
	assert_null(strstr(t, "RRULE"));
	t = calendar("{\"times\":[\"08:00\"],\"days\":[1],\"from\":\"2026-01-01\",\"until\":\"2026-01-02\"}", S("x"));
	assert_null(strstr(t, "VEVENT")); /* it never comes */
}

static void a_title_cannot_break_out(void **state)
{
	(void)state;
	const char *t = calendar("{\"times\":[\"08:00\"],\"from\":\"2026-01-01\"}", S("a;b,c\\d\r\nATTACH:file\x01\x7f"));
	HAS(t, "\r\nSUMMARY:a\\;b\\,c\\\\d\\nATTACH:file\r\n");
	assert_null(strstr(t, "\nATTACH"));
}

/* 75 octets at most, no character cut, and unfolded it is what was put in. */
static void long_lines_are_folded(void **state)
{
	(void)state;
	for (int ascii = 0; ascii < 8; ascii++) {
		char title[256], whole[512];
		int used = snprintf(title, sizeof title, "%.*s", ascii, "xxxxxxxx");
		for (int i = 0; i < 50; i++) used += snprintf(title + used, sizeof title - (size_t)used, "%s", i % 7 ? "药" : "😀");
		const char *t = calendar("{\"times\":[\"08:00\"],\"from\":\"2026-01-01\"}", str_from(title));
		for (const char *p = t, *end; *p; p = end + 2) {
			end = strstr(p, "\r\n");
			assert_non_null(end);
			assert_true(end - p <= 75);
			assert_true(((unsigned char)*p & 0xc0) != 0x80 && (*p != ' ' || ((unsigned char)p[1] & 0xc0) != 0x80));
		}
		size_t n = 0;
		for (const char *p = strstr(t, "SUMMARY:"); !(p[0] == '\r' && p[2] != ' '); p++) {
			if (p[0] == '\r') p += 2;
			else whole[n++] = *p;
		}
		whole[n] = 0;
		assert_string_equal(whole + 8, title);
	}
}

static int begin(void **state)
{
	(void)state;
	memory = arena_create(4 << 20);
	return memory.beg ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_calendar_has_what_it_must),
		cmocka_unit_test(rules),
		cmocka_unit_test(a_title_cannot_break_out),
		cmocka_unit_test(long_lines_are_folded),
	};
	return cmocka_run_group_tests(tests, begin, NULL);
}
