#include "policy/age.h"

bool birth_read(struct date *out, str text, int64_t now_ms, int zone_min, struct fail *fail)
{
	struct date d;
	if (!date_read(&d, text)) return fail_set(fail, RC_INPUT, "birth", "the birth date is not an existing date of the form YYYY-MM-DD");
	int years = age_y(d, now_ms, zone_min);
	if (years < 0) return fail_set(fail, RC_INPUT, "birth", "the birth date lies in the future");
	if (years > AGE_MAX_Y) return fail_set(fail, RC_INPUT, "birth", "the birth date is more than %d years ago", AGE_MAX_Y);
	*out = d;
	return true;
}

int age_y(struct date birth, int64_t now_ms, int zone_min)
{
	struct date today = date_of_ms(now_ms, zone_min);
	if (date_cmp(birth, today) > 0) return -1;
	struct date birthday = {today.year, birth.month, birth.day}; /* compared only, so 29 February may stand in any year */
	return today.year - birth.year - (date_cmp(today, birthday) < 0);
}

enum age_group age_group_of(struct date birth, int64_t now_ms, int zone_min)
{
	int years = age_y(birth, now_ms, zone_min);
	return years < AGE_OWN_CONSENT_Y ? AGE_CHILD : years < AGE_ADULT_Y ? AGE_YOUTH : AGE_ADULT;
}

bool age_guardian_may(struct date birth, int64_t now_ms, int zone_min)
{
	return age_group_of(birth, now_ms, zone_min) == AGE_CHILD;
}

int64_t age_reached_ms(struct date birth, int years, int zone_min)
{
	struct date day = date_years_later(birth, years);
	if (day.day == birth.day) return date_begins_ms(day, zone_min);
	return date_begins_ms((struct date){day.year, 3, 1}, zone_min); /* born on 29 February */
}
