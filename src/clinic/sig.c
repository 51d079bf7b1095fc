#include "clinic/sig_int.h"

#include "lang/quantity.h"

#include <math.h>

struct word_value {
	const char *word;
	double value;
};

static bool has(str text, const char *what)
{
	return str_find(text, str_from(what)) >= 0;
}

static bool letter(char c)
{
	return c >= 'a' && c <= 'z';
}

bool sig_has_word(str text, const char *what)
{
	str w = str_from(what);
	for (ptrdiff_t at = 0, hit; (hit = str_find(str_slice(text, at, text.n), w)) >= 0; at += hit + 1) {
		ptrdiff_t from = at + hit, to = from + w.n;
		bool left = from == 0 || !letter(text.p[from - 1]) || !letter(w.p[0]),
		     right = to == text.n || !letter(text.p[to]) || !letter(w.p[w.n - 1]);
		if (left && right) return true;
	}
	return false;
}

/* ---- numbers ---- */

static ptrdiff_t number_here(str text, ptrdiff_t at, double *value)
{
	if (str_starts(str_slice(text, at, text.n), S("半"))) return *value = 0.5, (ptrdiff_t)sizeof("半") - 1;
	ptrdiff_t n = number_at(text, at, value), slash = at + n;
	double below;
	if (n > 0 && slash < text.n && text.p[slash] == '/') {
		ptrdiff_t m = number_at(text, slash + 1, &below);
		if (m > 0 && below > 0) return *value /= below, n + 1 + m;
	}
	return n;
}

static ptrdiff_t skip_blanks(str text, ptrdiff_t at)
{
	while (at < text.n && text.p[at] == ' ') at++;
	return at;
}

bool sig_number(str text, struct bounds *out, str *unit)
{
	static const str ranges[] = {{"-", 1}, {"~", 1}, {"–", 3}, {"～", 3}, {"至", 3}, {"to", 2}};
	ptrdiff_t at = skip_blanks(text, 0), n = number_here(text, at, &out->lo);
	if (n <= 0) return false;
	at = skip_blanks(text, at + n);
	out->hi = out->lo;
	for (ptrdiff_t i = 0; i < (ptrdiff_t)(sizeof ranges / sizeof *ranges); i++) {
		if (!str_starts(str_slice(text, at, text.n), ranges[i])) continue;
		ptrdiff_t next = skip_blanks(text, at + ranges[i].n), m = number_here(text, next, &out->hi);
		if (m > 0) at = next + m;
		else out->hi = out->lo;
		break;
	}
	*unit = str_trim(str_slice(text, at, text.n));
	return out->lo >= 0 && out->hi >= out->lo;
}

/* ---- units ---- */

static const struct unit_word {
	const char *word;
	enum sig_unit unit;
	double factor;
} unit_words[] = {
	{"mg", SIG_MG, 1},
	{"毫克", SIG_MG, 1},
	{"g", SIG_MG, 1e3},
	{"克", SIG_MG, 1e3},
	{"gram", SIG_MG, 1e3},
	{"grams", SIG_MG, 1e3},
	{"ug", SIG_MG, 1e-3},
	{"mcg", SIG_MG, 1e-3},
	{"μg", SIG_MG, 1e-3},
	{"µg", SIG_MG, 1e-3},
	{"微克", SIG_MG, 1e-3},
	{"microgram", SIG_MG, 1e-3},
	{"micrograms", SIG_MG, 1e-3},
	{"ng", SIG_MG, 1e-6},
	{"mg/kg", SIG_MG_KG, 1},
	{"毫克/千克", SIG_MG_KG, 1},
	{"毫克/公斤", SIG_MG_KG, 1},
	{"ug/kg", SIG_MG_KG, 1e-3},
	{"g/kg", SIG_MG_KG, 1e3},
	{"ml", SIG_ML, 1},
	{"毫升", SIG_ML, 1},
	{"l", SIG_ML, 1e3},
	{"u", SIG_U, 1},
	{"iu", SIG_U, 1},
	{"unit", SIG_U, 1},
	{"units", SIG_U, 1},
	{"单位", SIG_U, 1},
	{"国际单位", SIG_U, 1},
	{"万u", SIG_U, 1e4},
	{"万iu", SIG_U, 1e4},
	{"万单位", SIG_U, 1e4},
	{"mu", SIG_U, 1e6},
	{"片", SIG_COUNT, 1},
	{"粒", SIG_COUNT, 1},
	{"袋", SIG_COUNT, 1},
	{"支", SIG_COUNT, 1},
	{"丸", SIG_COUNT, 1},
	{"枚", SIG_COUNT, 1},
	{"包", SIG_COUNT, 1},
	{"颗", SIG_COUNT, 1},
	{"瓶", SIG_COUNT, 1},
	{"贴", SIG_COUNT, 1},
	{"胶囊", SIG_COUNT, 1},
	{"条", SIG_COUNT, 1},
	{"tablet", SIG_COUNT, 1},
	{"tablets", SIG_COUNT, 1},
	{"tab", SIG_COUNT, 1},
	{"tabs", SIG_COUNT, 1},
	{"capsule", SIG_COUNT, 1},
	{"capsules", SIG_COUNT, 1},
	{"cap", SIG_COUNT, 1},
	{"caps", SIG_COUNT, 1},
	{"sachet", SIG_COUNT, 1},
	{"sachets", SIG_COUNT, 1},
	{"pill", SIG_COUNT, 1},
	{"pills", SIG_COUNT, 1},
	{"ampoule", SIG_COUNT, 1},
	{"vial", SIG_COUNT, 1},
	{"patch", SIG_COUNT, 1},
	{"suppository", SIG_COUNT, 1},
	{"滴", SIG_DROP, 1},
	{"drop", SIG_DROP, 1},
	{"drops", SIG_DROP, 1},
	{"喷", SIG_PUFF, 1},
	{"揿", SIG_PUFF, 1},
	{"吸", SIG_PUFF, 1},
	{"puff", SIG_PUFF, 1},
	{"puffs", SIG_PUFF, 1},
	{"spray", SIG_PUFF, 1},
	{"sprays", SIG_PUFF, 1},
	{"inhalation", SIG_PUFF, 1},
};

struct sig_amount sig_unit(str text)
{
	text = str_trim(text);
	for (size_t i = 0; i < sizeof unit_words / sizeof *unit_words; i++)
		if (str_eq(text, str_from(unit_words[i].word))) return (struct sig_amount){unit_words[i].unit, unit_words[i].factor};
	return (struct sig_amount){SIG_UNKNOWN, NAN};
}

/* ---- how often; source: the usual abbreviations of Latin and of 处方书写规范, as doses in 24 h ---- */

static const struct word_value frequency_codes[] = {
	{"qd", 1},        {"od", 1},        {"q.d.", 1},      {"bid", 2},        {"bd", 2},         {"b.i.d.", 2}, {"tid", 3},      {"tds", 3},
	{"t.i.d.", 3},    {"qid", 4},       {"qds", 4},       {"q.i.d.", 4},     {"qn", 1},         {"hs", 1},     {"qhs", 1},      {"nocte", 1},
	{"qm", 1},        {"qam", 1},       {"qpm", 1},       {"mane", 1},       {"qod", 0.5},      {"eod", 0.5},  {"qw", 1.0 / 7}, {"ow", 1.0 / 7},
	{"qwk", 1.0 / 7}, {"biw", 2.0 / 7}, {"tiw", 3.0 / 7}, {"q2w", 1.0 / 14}, {"q4w", 1.0 / 28}, {"stat", 1},   {"once", 1},     {"st", 1},
};

static const struct word_value frequency_words[] = {
	{"隔日", 0.5},
	{"隔天", 0.5},
	{"every other day", 0.5},
	{"alternate days", 0.5},
	{"早晚", 2},
	{"早、晚", 2},
	{"早中晚", 3},
	{"三餐", 3},
	{"每餐", 3},
	{"餐前各", 3},
	{"with each meal", 3},
	{"with meals", 3},
	{"每两周", 1.0 / 14},
	{"每2周", 1.0 / 14},
	{"every two weeks", 1.0 / 14},
	{"fortnight", 1.0 / 14},
	{"every month", 1.0 / 30},
	{"monthly", 1.0 / 30},
	{"每月", 1.0 / 30},
	{"每晚", 1},
	{"每早", 1},
	{"每晨", 1},
	{"睡前", 1},
	{"晚上", 1},
	{"早上", 1},
	{"清晨", 1},
	{"晨起", 1},
	{"at night", 1},
	{"nightly", 1},
	{"bedtime", 1},
	{"every morning", 1},
	{"every night", 1},
	{"每天1粒", 1},
	{"立即", 1},
	{"顿服", 1},
	{"单次", 1},
	{"single dose", 1},
	{"一次性", 1},
};

static const char *const prn_words[] = {"prn",         "sos",         "p.r.n.", "必要时", "需要时", "按需",   "as needed",
					"when needed", "as required", "疼痛时", "痛时",   "发热时", "发烧时", "发作时"};

/* How often 次 is said to be: "每2天3次" → 3; NAN when it is not. */
static double times_said(str text)
{
	double v;
	for (ptrdiff_t at = 0; at < text.n; at++) {
		ptrdiff_t len = number_at(text, at, &v), to = at + len;
		if (len <= 0) continue;
		str rest = str_slice(text, skip_blanks(text, to), text.n);
		if (str_starts(rest, S("次")) || str_starts(rest, S("time")) || str_starts(rest, S("x")) || str_starts(rest, S("回"))) return v;
		at = to - 1;
	}
	return NAN;
}

/* The 日 of 周日 is a Sunday, not a day. */
static bool only_sundays(str text)
{
	bool any = false;
	for (ptrdiff_t at = 0, hit; (hit = str_find(str_slice(text, at, text.n), S("日"))) >= 0; at += hit + 3, any = true) {
		str before = str_slice(text, 0, at + hit);
		if (!str_ends(before, S("周")) && !str_ends(before, S("星期")) && !str_ends(before, S("礼拜"))) return false;
	}
	return any;
}

/* "每日三次", "一天2次", "3次/日", "日三次", "3 times a day", "twice daily", "每周1次" */
static double per_period(str text)
{
	static const struct word_value periods[] = {{"日", 1},    {"天", 1}, {"周", 7.0},   {"星期", 7.0},   {"月", 30.0},   {"day", 1},
						    {"daily", 1}, {"d", 1},  {"week", 7.0}, {"weekly", 7.0}, {"month", 30.0}};
	static const struct word_value counts[] = {{"once", 1},      {"twice", 2},       {"thrice", 3},     {"one time", 1},
						   {"two times", 2}, {"three times", 3}, {"four times", 4}, {"five times", 5}};
	double period = NAN, n = NAN;
	for (size_t i = only_sundays(text); i < sizeof periods / sizeof *periods && isnan(period); i++) /* 日 is the first */
		if (sig_has_word(text, periods[i].word)) period = periods[i].value;
	for (size_t i = 0; i < sizeof counts / sizeof *counts && isnan(n); i++)
		if (sig_has_word(text, counts[i].word)) n = counts[i].value;
	if (isnan(n)) n = times_said(text);
	if (isnan(n) && !isnan(period) &&
	    (has(text, "每日") || has(text, "每天") || sig_has_word(text, "daily") || has(text, "every day") || has(text, "每周") ||
	     sig_has_word(text, "weekly") || has(text, "every week")))
		n = has(text, "次") ? NAN : 1;
	return n > 0 && n <= 24 && period > 0 ? n / period : NAN;
}

/* [h] of the unit of an interval at the start of the text; NAN. */
static double interval_unit_h(str text)
{
	static const struct word_value units[] = {{"小时", 1},   {"h", 1},   {"天", 24},        {"日", 24},      {"d", 24},         {"周", 168},
						  {"星期", 168}, {"w", 168}, {"个月", 24 * 30}, {"月", 24 * 30}, {"month", 24 * 30}};
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (str_starts(text, str_from(units[i].word))) return units[i].value;
	return NAN;
}

/* q8h, 每8小时, every 6 hours, q3d, 每4周; of q4-6h the shorter one: so often it may be given. */
static double by_interval(str text)
{
	for (ptrdiff_t at = 0; at < text.n; at++) {
		ptrdiff_t start = text.p[at] == 'q'                                      ? at + 1
				  : str_starts(str_slice(text, at, text.n), S("每"))     ? at + 3
				  : str_starts(str_slice(text, at, text.n), S("every ")) ? at + 6
											 : -1;
		struct bounds n;
		str rest;
		if (start < 0 || !sig_number(str_slice(text, start, text.n), &n, &rest) || n.lo <= 0) continue;
		double hours = interval_unit_h(rest), times = times_said(rest);
		if (isnan(hours)) continue;
		if (n.hi == 1 && hours >= 24) return NAN; /* 每1天2次 is a period */
		if (hours < 24 || !(times > 1) || has(rest, "共")) times = 1;
		return times * 24 / (n.lo * hours);
	}
	return NAN;
}

/* "每日早晚各1次", "三餐后1次": the times of the day say how often, whatever number stands beside them. */
static double by_time_of_day(str text)
{
	static const char *const morning[] = {"早", "晨"}, *const noon[] = {"中午", "、中", "早中"}, *const evening[] = {"晚", "睡前"};
	if (has(text, "或") || has(text, "均可") || has(text, "都可")) return NAN;
	if (has(text, "三餐") || has(text, "每餐")) return 3;
	bool early = has(text, morning[0]) || has(text, morning[1]), late = has(text, evening[0]) || has(text, evening[1]);
	bool middle = has(text, noon[0]) || has(text, noon[1]) || has(text, noon[2]);
	double n = (double)early + (double)middle + (double)late;
	return n > 1 ? n : (double)NAN;
}

/* 隔日一次 is no 每日一次: what is seldomer than daily is looked for first. */
static double in_words(str text, bool seldom)
{
	for (size_t i = 0; i < sizeof frequency_words / sizeof *frequency_words; i++)
		if ((frequency_words[i].value < 1) == seldom && has(text, frequency_words[i].word)) return frequency_words[i].value;
	return NAN;
}

struct sig_frequency sig_frequency(str text)
{
	struct sig_frequency f = {.times_day = NAN};
	text = str_trim(text);
	for (size_t i = 0; i < sizeof prn_words / sizeof *prn_words; i++) f.prn |= sig_has_word(text, prn_words[i]);
	for (size_t i = 0; i < sizeof frequency_codes / sizeof *frequency_codes && isnan(f.times_day); i++)
		if (str_eq(text, str_from(frequency_codes[i].word)) || (i < 24 && sig_has_word(text, frequency_codes[i].word)))
			f.times_day = frequency_codes[i].value;
	if (isnan(f.times_day)) f.times_day = in_words(text, true);
	if (isnan(f.times_day)) f.times_day = by_interval(text);
	if (isnan(f.times_day)) {
		double often = per_period(text);
		f.times_day = often < 1 ? often : fmax(often, by_time_of_day(text)); /* fmax takes the one that is known */
	}
	if (isnan(f.times_day)) f.times_day = in_words(text, false);
	f.known = f.prn || !isnan(f.times_day);
	return f;
}

double sig_days(str text)
{
	struct bounds n;
	str unit;
	if (has(text, "长期") || sig_has_word(text, "long-term") || sig_has_word(text, "ongoing") || sig_has_word(text, "long term")) return 365;
	if (!sig_number(text, &n, &unit)) return NAN;
	if (!unit.n || has(unit, "天") || has(unit, "日") || sig_has_word(unit, "d") || sig_has_word(unit, "day") || sig_has_word(unit, "days"))
		return n.hi;
	if (has(unit, "周") || has(unit, "星期") || sig_has_word(unit, "week") || sig_has_word(unit, "weeks") || sig_has_word(unit, "w"))
		return n.hi * 7;
	if (has(unit, "月") || sig_has_word(unit, "month") || sig_has_word(unit, "months")) return n.hi * 30;
	if (has(unit, "年") || sig_has_word(unit, "year") || sig_has_word(unit, "years")) return n.hi * 365;
	return NAN;
}

/* ---- strengths ---- */

static ptrdiff_t mass_unit(str text, double *factor)
{
	static const struct word_value masses[] = {{"mg", 1},    {"毫克", 1},    {"ug", 1e-3}, {"mcg", 1e-3}, {"μg", 1e-3},
						   {"µg", 1e-3}, {"微克", 1e-3}, {"g", 1e3},   {"克", 1e3}};
	for (size_t i = 0; i < sizeof masses / sizeof *masses; i++) {
		str w = str_from(masses[i].word);
		if (!str_starts(text, w) || (text.n > w.n && letter(text.p[w.n]) && letter(w.p[w.n - 1]))) continue;
		return *factor = masses[i].value, w.n;
	}
	return 0;
}

double sig_strength_mg(str name)
{
	double found = NAN, v, factor;
	for (ptrdiff_t at = 0; at < name.n; at++) {
		if (name.p[at] < '0' || name.p[at] > '9') continue;
		ptrdiff_t n = number_at(name, at, &v);
		if (n <= 0) continue;
		ptrdiff_t unit = skip_blanks(name, at + n), m = mass_unit(str_slice(name, unit, name.n), &factor);
		at += n - 1;
		if (m <= 0) continue;
		if (!isnan(found) && fabs(found - v * factor) > found * 1e-6) return NAN;
		found = v * factor;
	}
	return found;
}
