#include "consult/vitals.h"

#include "base/check.h"
#include "base/utf8.h"
#include "lang/fold.h"

#include <math.h>

enum { NAMES_MAX = 12 };

/* `least` to `most`: what lies outside was measured or typed wrongly. */
static const struct vital {
	enum fact fact;
	double least, most;
	const char *names[NAMES_MAX]; /* folded: lower case, no spaces beside Chinese */
} vitals[] = {
	{FACT_TEMP_C, 25, 45, {"temp_c", "temp", "temperature", "body_temperature", "t", "体温", "腋温", "耳温", "肛温"}},
	{FACT_SBP, 30, 300, {"sbp", "systolic", "systolic_bp", "sys", "收缩压", "高压"}},
	{FACT_DBP, 10, 200, {"dbp", "diastolic", "diastolic_bp", "dia", "舒张压", "低压"}},
	{FACT_HR, 10, 300, {"hr", "heart_rate", "pulse", "pr", "bpm", "p", "心率", "脉搏", "心跳", "脉率"}},
	{FACT_RR, 2, 120, {"rr", "resp_rate", "respiratory_rate", "resp", "respiration_rate", "respiration", "r", "呼吸", "呼吸频率", "呼吸率"}},
	{FACT_SPO2, 30, 100, {"spo2", "sao2", "o2sat", "oxygen_saturation", "sats", "sat", "血氧", "血氧饱和度", "氧饱和度", "指脉氧"}},
	{FACT_GCS, 3, 15, {"gcs", "glasgow", "glasgow_coma_scale", "昏迷评分", "格拉斯哥评分", "gcs评分"}},
	{FACT_PAIN, 0, 10, {"pain", "pain_score", "nrs", "vas", "疼痛", "疼痛评分", "痛分"}},
	{FACT_GLUCOSE_MMOL_L, 0.3, 80, {"glucose", "glucose_mmol_l", "blood_glucose", "bg", "glu", "blood_sugar", "血糖", "末梢血糖", "指尖血糖"}},
	{FACT_CAP_REFILL_S,
	 0,
	 30,
	 {"cap_refill_s", "cap_refill", "crt", "capillary_refill", "毛细血管再充盈", "毛细血管再充盈时间", "毛细血管充盈时间"}},
	{FACT_SBP_USUAL, 50, 260, {"usual_sbp", "sbp_usual", "baseline_sbp", "平时收缩压", "平素收缩压", "基础收缩压"}},
	{FACT_GESTATION_W, 1, 44, {"gestation_w", "gestation_weeks", "gestation", "weeks_pregnant", "gestational_age", "孕周"}},
	{FACT_LACTATE, 0.1, 40, {"lactate", "lac", "乳酸", "血乳酸"}},
	{FACT_PH, 6.5, 8, {"ph", "arterial_ph", "血气ph", "动脉血ph", "酸碱度"}},
	{FACT_POTASSIUM, 1, 12, {"potassium", "k", "k+", "serum_potassium", "血钾", "钾"}},
	{FACT_SODIUM, 80, 200, {"sodium", "na", "na+", "serum_sodium", "血钠", "钠"}},
	{FACT_HB, 10, 260, {"hb", "hgb", "haemoglobin", "hemoglobin", "血红蛋白", "血色素"}},
	{FACT_PLATELETS, 0, 3000, {"platelets", "plt", "platelet_count", "血小板", "血小板计数"}},
	{FACT_NEUTROPHILS, 0, 200, {"neutrophils", "neut", "anc", "neutrophil_count", "中性粒细胞", "中性粒细胞绝对值", "中性粒细胞计数"}},
	{FACT_EGFR, 0, 250, {"egfr", "估算肾小球滤过率"}},
	{FACT_WEIGHT_KG, 0.3, 400, {"weight_kg", "weight", "体重"}},
	{FACT_AVPU, 0, 4, {"avpu", "acvpu", "consciousness", "loc", "mental_status", "意识", "神志", "意识状态", "意识水平"}},
	{FACT_OXYGEN, 0, 1, {"o2", "oxygen", "supplemental_o2", "supplemental_oxygen", "on_oxygen", "oxygen_therapy", "吸氧", "氧疗", "给氧"}},
};

/* Exact conversions into the fact's unit: value * factor + offset. */
static const struct unit {
	enum fact fact;
	const char *unit; /* folded */
	double factor, offset;
} units[] = {
	{FACT_TEMP_C, "f", 5.0 / 9, -160.0 / 9},
	{FACT_TEMP_C, "°f", 5.0 / 9, -160.0 / 9},
	{FACT_TEMP_C, "℉", 5.0 / 9, -160.0 / 9},
	{FACT_TEMP_C, "degf", 5.0 / 9, -160.0 / 9},
	{FACT_TEMP_C, "[degf]", 5.0 / 9, -160.0 / 9},
	{FACT_TEMP_C, "华氏度", 5.0 / 9, -160.0 / 9},
	{FACT_SBP, "kpa", 7.500616827, 0}, /* 1 mmHg = 133.322387415 Pa (BIPM) */
	{FACT_DBP, "kpa", 7.500616827, 0},
	{FACT_SBP_USUAL, "kpa", 7.500616827, 0},
	{FACT_GLUCOSE_MMOL_L, "mg/dl", 1 / 18.016, 0}, /* molar mass of glucose 180.16 g/mol */
	{FACT_LACTATE, "mg/dl", 1 / 9.008, 0},         /* lactic acid 90.08 g/mol */
	{FACT_HB, "g/dl", 10, 0},
	{FACT_PLATELETS, "/ul", 0.001, 0},
	{FACT_PLATELETS, "/mm3", 0.001, 0},
	{FACT_NEUTROPHILS, "/ul", 0.001, 0},
	{FACT_NEUTROPHILS, "/mm3", 0.001, 0},
	{FACT_WEIGHT_KG, "g", 0.001, 0},
	{FACT_WEIGHT_KG, "斤", 0.5, 0},
	{FACT_WEIGHT_KG, "lb", 0.45359237, 0},
};

/* Units that say what the fact is measured in anyway; another unit is not guessed at. */
static const char *const own_units[] = {
	"",      "c",     "°c",      "℃",       "cel",     "degc",      "度",          "摄氏度",  "mmhg", "mm[hg]", "毫米汞柱",     "bpm",
	"/min",  "次/分", "次/分钟", "min-1",   "次",      "%",         "s",           "sec",     "秒",   "mmol/l", "mmol",         "毫摩尔/升",
	"meq/l", "g/l",   "10^9/l",  "x10^9/l", "*10^9/l", "10*9/l",    "k/ul",        "10^3/ul", "kg",   "公斤",   "千克",         "周",
	"w",     "wk",    "weeks",   "分",      "/10",     "beats/min", "breaths/min", "次/min",  "/分",  "/15",    "ml/min/1.73m2"};

static bool is(str s, const char *word)
{
	return str_eq(s, str_from(word));
}

static const struct vital *vital_by_name(str name)
{
	for (ptrdiff_t i = 0; i < COUNT(vitals); i++)
		for (ptrdiff_t k = 0; k < NAMES_MAX && vitals[i].names[k]; k++)
			if (is(name, vitals[i].names[k])) return &vitals[i];
	return NULL;
}

static bool convert(enum fact fact, str unit, double *v)
{
	for (ptrdiff_t i = 0; i < COUNT(units); i++)
		if (units[i].fact == fact && is(unit, units[i].unit)) return *v = *v * units[i].factor + units[i].offset, true;
	for (ptrdiff_t i = 0; i < COUNT(own_units); i++)
		if (is(unit, own_units[i])) return true;
	return false;
}

/* "38.5℃" is 38.5 and ℃. */
static bool leading_number(str text, double *v, str *rest)
{
	ptrdiff_t n = 0;
	while (n < text.n && ((text.p[n] >= '0' && text.p[n] <= '9') || text.p[n] == '.')) n++;
	if (!n || !str_to_double(str_slice(text, 0, n), v)) return false;
	*rest = str_trim(str_slice(text, n, text.n));
	return true;
}

/* Fahrenheit and fractions are told by their size where no unit is given: nobody has 98 degrees Celsius or a saturation of 0.97 %. */
static double by_size(enum fact fact, str unit, double v)
{
	if (fact == FACT_TEMP_C && !unit.n && v > 80 && v < 113) return (v - 32) * 5 / 9;
	if (fact == FACT_SPO2 && !unit.n && v > 0.3 && v <= 1) return v * 100;
	return v;
}

static bool read_gcs(str text, double *v)
{
	double parts = 0;
	int found = 0;
	for (ptrdiff_t i = 0; i + 1 < text.n; i++) {
		char c = text.p[i], d = text.p[i + 1];
		if ((c == 'e' || c == 'v' || c == 'm') && d >= '1' && d <= '6') parts += d - '0', found++;
	}
	*v = parts;
	return found == 3;
}

struct word_value {
	const char *word;
	double value;
};

static const struct word_value awareness[] = {{"a", 0},
					      {"alert", 0},
					      {"awake", 0},
					      {"normal", 0},
					      {"清醒", 0},
					      {"清楚", 0},
					      {"神清", 0},
					      {"正常", 0},
					      {"c", 1},
					      {"confused", 1},
					      {"confusion", 1},
					      {"new confusion", 1},
					      {"delirium", 1},
					      {"意识模糊", 1},
					      {"模糊", 1},
					      {"谵妄", 1},
					      {"糊涂", 1},
					      {"v", 2},
					      {"voice", 2},
					      {"verbal", 2},
					      {"drowsy", 2},
					      {"嗜睡", 2},
					      {"呼之能应", 2},
					      {"对声音有反应", 2},
					      {"p", 3},
					      {"pain", 3},
					      {"stupor", 3},
					      {"昏睡", 3},
					      {"对疼痛有反应", 3},
					      {"u", 4},
					      {"unresponsive", 4},
					      {"unconscious", 4},
					      {"coma", 4},
					      {"昏迷", 4},
					      {"无反应", 4}};
static const struct word_value breathes_oxygen[] = {
	{"true", 1},   {"yes", 1},    {"y", 1},    {"是", 1}, {"吸氧", 1}, {"鼻导管", 1}, {"面罩", 1},     {"mask", 1}, {"nasal cannula", 1},
	{"oxygen", 1}, {"false", 0},  {"no", 0},   {"n", 0},  {"否", 0},   {"air", 0},    {"room air", 0}, {"ra", 0},   {"空气", 0},
	{"未吸氧", 0}, {"不吸氧", 0}, {"none", 0}, {"无", 0}};

static bool by_word(const struct word_value *words, ptrdiff_t n, str text, double *v)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (is(text, words[i].word)) return *v = words[i].value, true;
	return false;
}

/* A flow of 2 L/min and an inspired fraction of 0.4 or 40 % are oxygen; 0 and 0.21 are air. */
static double oxygen_from(double v, str unit)
{
	return is(unit, "%") || (v > 0.2 && v < 1 && !unit.n) ? (v > 1 ? v / 100 : v) > 0.215 : v > 0;
}

static bool value_of(const struct vital *vital, str text, str unit, double *v)
{
	str rest = {"", 0};
	if (vital->fact == FACT_AVPU) return by_word(awareness, COUNT(awareness), text, v);
	if (vital->fact == FACT_OXYGEN && by_word(breathes_oxygen, COUNT(breathes_oxygen), text, v)) return true;
	if (vital->fact == FACT_GCS && read_gcs(text, v)) return true;
	if (!leading_number(text, v, &rest)) return false;
	if (!unit.n) unit = rest;
	if (vital->fact == FACT_OXYGEN) return *v = oxygen_from(*v, unit), true;
	*v = by_size(vital->fact, unit, *v);
	return convert(vital->fact, unit, v);
}

static bool put(struct facts *f, const struct vital *vital, double v)
{
	if (!(v >= vital->least && v <= vital->most)) return false;
	f->v[vital->fact] = v;
	return true;
}

/* "120/80", also in kPa. */
static bool read_pressure(struct facts *f, str text, str unit)
{
	double sbp, dbp;
	str rest;
	if (!leading_number(text, &sbp, &rest) || !str_starts(rest, S("/"))) return false;
	if (!leading_number(str_trim(str_slice(rest, 1, rest.n)), &dbp, &rest)) return false;
	if (!unit.n) unit = rest;
	if (!convert(FACT_SBP, unit, &sbp) || !convert(FACT_DBP, unit, &dbp) || dbp >= sbp) return false;
	const struct vital *high = vital_by_name(S("sbp")), *low = vital_by_name(S("dbp"));
	if (sbp < high->least || sbp > high->most || dbp < low->least || dbp > low->most) return false;
	return put(f, high, sbp) && put(f, low, dbp);
}

static str text_of(jv v, struct arena *perm)
{
	str s = json_text(v);
	bool flag;
	if (json_is_bool(v, &flag)) s = flag ? S("true") : S("false");
	return utf8_invalid(s) >= 0 ? (str){"", 0} : str_trim(fold(str_trim(s), perm).text);
}

/* One measurement under its name; false when nothing could be made of it. */
static bool read_one(struct facts *f, str name, jv item, struct arena *perm)
{
	static const char *const pressure[] = {"bp", "nibp", "blood_pressure", "血压"};
	str text = json_is_object(item) ? text_of(json_get(item, "value"), perm) : text_of(item, perm);
	str unit = json_is_object(item) ? text_of(json_get(item, "unit"), perm) : (str){"", 0};
	double v;
	for (ptrdiff_t i = 0; i < COUNT(pressure); i++) {
		if (!is(name, pressure[i])) continue;
		if (!json_is_object(item) || json_get(item, "value")) return read_pressure(f, text, unit);
		struct vitals_unread parts = {0}; /* {"systolic": 120, "diastolic": 80} */
		vitals_read(f, item, &parts, perm);
		return parts.n == 0;
	}
	const struct vital *vital = vital_by_name(name);
	return vital && text.n && value_of(vital, text, unit, &v) && put(f, vital, v);
}

struct reader {
	struct facts *f;
	struct vitals_unread *unread;
	struct arena *perm;
};

static void read_member(void *ctx, str name, jv item)
{
	struct reader *r = ctx;
	if (!item || utf8_invalid(name) >= 0) return; /* null: not measured */
	str folded = fold(name, r->perm).text;
	struct sb b = sb_new(r->perm, folded.n + 1);
	for (ptrdiff_t i = 0; i < folded.n; i++) sb_byte(&b, folded.p[i] == ' ' || folded.p[i] == '-' ? '_' : folded.p[i]);
	if (!read_one(r->f, sb_str(&b), item, r->perm)) *ARENA_PUSH(r->perm, r->unread) = str_copy(r->perm, name);
}

void vitals_read(struct facts *f, jv all, struct vitals_unread *unread, struct arena *perm)
{
	json_each(all, read_member, &(struct reader){f, unread, perm});
}
