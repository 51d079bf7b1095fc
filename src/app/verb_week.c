/* verb_week.c - a person's week in a few lines. */
#include "app/care.h"
#include "app/field.h"

#include <math.h>

static void write_line(struct jw *w, const struct week_line *l)
{
	jw_object(w, NULL);
	jw_str(w, "kind", week_line_name(l->kind));
	jw_str(w, "text_zh", l->say[0]);
	jw_str(w, "text_en", l->say[1]);
	jw_array(w, "evidence");
	for (int i = 0; i < l->evidence_count; i++) {
		jw_object(w, NULL);
		jw_str(w, "type", S("Observation"));
		jw_str(w, "id", l->evidence[i]);
		jw_end_object(w);
	}
	jw_end_array(w);
	jw_end_object(w);
}

static void write_parts(struct jw *w, const char *key, const struct week_measure *m, const double *v)
{
	jw_array(w, key);
	for (int i = 0; i < measure_form(m->kind)->parts; i++) jw_decimal(w, NULL, v[i], measure_decimals(m->kind));
	jw_end_array(w);
}

static void write_measure(struct jw *w, const struct week_measure *m)
{
	enum { HUNDRED = 100 };
	jw_object(w, NULL);
	jw_str(w, "kind", str_from(measure_form(m->kind)->name));
	jw_i64(w, "n", m->n);
	write_parts(w, "mean", m, m->mean);
	write_parts(w, "min", m, m->low);
	write_parts(w, "max", m, m->high);
	if (m->banded) jw_i64(w, "in_band_percent", (HUNDRED * m->in_band + m->banded / 2) / m->banded);
	else jw_null(w, "in_band_percent");
	if (m->n_before) {
		double by[MEASURE_PARTS];
		for (int i = 0; i < MEASURE_PARTS; i++) by[i] = m->mean[i] - m->before[i];
		write_parts(w, "against_week_before", m, by);
	} else jw_null(w, "against_week_before");
	jw_end_object(w);
}

static void write_duty(struct jw *w, const struct week_duty *d, enum language lang)
{
	jw_object(w, NULL);
	jw_str(w, "title", d->title[lang]);
	jw_i64(w, "due", d->due);
	jw_i64(w, "done", d->done);
	jw_i64(w, "skipped", d->skipped);
	jw_i64(w, "missed", d->missed);
	jw_end_object(w);
}

static void write_week(struct call *c, const struct week *week, int64_t from_ms)
{
	struct jw w = {&c->reply, false};
	int64_t week_ms = INT64_C(7) * 86400000;
	jw_object(&w, NULL);
	jw_str(&w, "from", str_slice(care_time_text(c, from_ms), 0, 10));
	jw_str(&w, "until", str_slice(care_time_text(c, from_ms + week_ms - 1), 0, 10));
	jw_array(&w, "lines");
	for (ptrdiff_t i = 0; i < week->lines.n; i++) write_line(&w, &week->lines.v[i]);
	jw_end_array(&w);
	jw_array(&w, "measures");
	for (ptrdiff_t i = 0; i < week->measures.n; i++) write_measure(&w, &week->measures.v[i]);
	jw_end_array(&w);
	jw_array(&w, "adherence");
	for (ptrdiff_t i = 0; i < week->duties.n; i++) write_duty(&w, &week->duties.v[i], call_lang(c));
	jw_end_array(&w);
	jw_array(&w, "open");
	for (ptrdiff_t i = 0; i < week->open.n; i++) write_line(&w, &week->open.v[i]);
	jw_end_array(&w);
	jw_bool(&w, "quiet", week->quiet);
	jw_end_object(&w);
}

/* Without a day: the last seven, today included. */
bool verb_week(struct zhuyi *z, struct call *c)
{
	struct someone s;
	struct week week;
	struct date day;
	str from;
	int64_t day_ms = 86400000, from_ms = date_begins_ms(date_of_ms(call_now(c), ZONE_CHINA_MIN), ZONE_CHINA_MIN) - 6 * day_ms;
	if (!field_line(c, c->body, "from", FIELD_LINE, &from)) return false;
	if (from.n && !date_read(&day, from)) return care_refuse(c, RC_INPUT, "日期请写成 2026-11-30", "write the date as 2026-11-30");
	if (from.n) from_ms = date_begins_ms(day, ZONE_CHINA_MIN);
	bool ok = person_open(z, c, &s) && care_week(z, c, &s, &week, from_ms);
	people_forget(&s);
	if (ok) write_week(c, &week, from_ms);
	return ok;
}
