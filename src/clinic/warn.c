#include "clinic/warn.h"

#include "base/check.h"

#include <math.h>

enum { NEWS2_FROM_Y = 16, MEWS_FROM_Y = 14 };

struct band {
	double upto; /* the band holds up to and with this value */
	int points;
};

/* Values between two printed limits (T 35.05) belong to the band above, as rounding would put them at most one point off. */
static const struct band news2_rr[] = {{8, 3}, {11, 1}, {20, 0}, {24, 2}, {INFINITY, 3}};
static const struct band news2_spo2[] = {{91, 3}, {93, 2}, {95, 1}, {INFINITY, 0}};
static const struct band news2_sbp[] = {{90, 3}, {100, 2}, {110, 1}, {219, 0}, {INFINITY, 3}};
static const struct band news2_hr[] = {{40, 3}, {50, 1}, {90, 0}, {110, 1}, {130, 2}, {INFINITY, 3}};
static const struct band news2_temp[] = {{35.0, 3}, {36.0, 1}, {38.0, 0}, {39.0, 1}, {INFINITY, 2}};
static const struct band news2_avpu[] = {{0, 0}, {INFINITY, 3}};
static const struct band news2_oxygen[] = {{0, 0}, {INFINITY, 2}};

static const struct band mews_rr[] = {{8, 2}, {14, 0}, {20, 1}, {29, 2}, {INFINITY, 3}};
static const struct band mews_sbp[] = {{70, 3}, {80, 2}, {100, 1}, {199, 0}, {INFINITY, 2}};
static const struct band mews_hr[] = {{40, 2}, {50, 1}, {100, 0}, {110, 1}, {129, 2}, {INFINITY, 3}};
static const struct band mews_temp[] = {{34.9, 2}, {38.4, 0}, {INFINITY, 2}};
static const struct band mews_avpu[] = {{0, 0}, {2, 1}, {3, 2}, {INFINITY, 3}};

struct part {
	enum fact fact;
	const struct band *bands;
};

static const struct part news2[] = {{FACT_RR, news2_rr}, {FACT_SPO2, news2_spo2}, {FACT_OXYGEN, news2_oxygen}, {FACT_SBP, news2_sbp},
				    {FACT_HR, news2_hr}, {FACT_AVPU, news2_avpu}, {FACT_TEMP_C, news2_temp}};
static const struct part mews[] = {{FACT_RR, mews_rr}, {FACT_SBP, mews_sbp}, {FACT_HR, mews_hr}, {FACT_TEMP_C, mews_temp}, {FACT_AVPU, mews_avpu}};

static int points(const struct band *b, double v)
{
	while (v > b->upto + 1e-9) b++;
	return b->points;
}

static void sum(const struct part *parts, ptrdiff_t n, const struct facts *f, double *total, double *top)
{
	for (ptrdiff_t i = 0; i < n; i++) {
		double v = f->v[parts[i].fact];
		if (isnan(v)) continue;
		int p = points(parts[i].bands, v);
		*total = (isnan(*total) ? 0 : *total) + p;
		if (!(*top >= p)) *top = p;
	}
}

static bool too_young(const struct facts *f, int from_y)
{
	return f->v[FACT_AGE_Y] < from_y || (isnan(f->v[FACT_AGE_Y]) && f->word[WORD_CHILD] == TRI_YES);
}

void warn_settle(struct facts *f)
{
	double unused = NAN;
	f->v[FACT_NEWS2] = f->v[FACT_NEWS2_TOP] = f->v[FACT_MEWS] = NAN;
	if (!too_young(f, NEWS2_FROM_Y) && f->word[WORD_PREGNANT] != TRI_YES) sum(news2, COUNT(news2), f, &f->v[FACT_NEWS2], &f->v[FACT_NEWS2_TOP]);
	if (!too_young(f, MEWS_FROM_Y)) sum(mews, COUNT(mews), f, &f->v[FACT_MEWS], &unused);
}
