/* csv_head.c - names of columns, as apps and devices in Chinese and English write them. */
#include "care/csv_int.h"

#include "base/check.h"
#include "base/utf8.h"

static const struct {
	const char *name;
	struct csv_column is;
} names[] = {
	{"日期", {CSV_DATE}},
	{"日期时间", {CSV_DATE}},
	{"测量时间", {CSV_DATE}},
	{"测量日期", {CSV_DATE}},
	{"记录时间", {CSV_DATE}},
	{"记录日期", {CSV_DATE}},
	{"date", {CSV_DATE}},
	{"datetime", {CSV_DATE}},
	{"timestamp", {CSV_DATE}},
	{"measuredat", {CSV_DATE}},
	{"measurementdate", {CSV_DATE}},
	{"dateandtime", {CSV_DATE}},
	{"时间", {CSV_CLOCK}},
	{"time", {CSV_CLOCK}},
	{"时刻", {CSV_CLOCK}},
	{"收缩压", {CSV_PART, MEASURE_BP, 0}},
	{"高压", {CSV_PART, MEASURE_BP, 0}},
	{"systolic", {CSV_PART, MEASURE_BP, 0}},
	{"sys", {CSV_PART, MEASURE_BP, 0}},
	{"sbp", {CSV_PART, MEASURE_BP, 0}},
	{"systolicbloodpressure", {CSV_PART, MEASURE_BP, 0}},
	{"舒张压", {CSV_PART, MEASURE_BP, 1}},
	{"低压", {CSV_PART, MEASURE_BP, 1}},
	{"diastolic", {CSV_PART, MEASURE_BP, 1}},
	{"dia", {CSV_PART, MEASURE_BP, 1}},
	{"dbp", {CSV_PART, MEASURE_BP, 1}},
	{"diastolicbloodpressure", {CSV_PART, MEASURE_BP, 1}},
	{"血压", {CSV_PAIR, MEASURE_BP}},
	{"bp", {CSV_PAIR, MEASURE_BP}},
	{"bloodpressure", {CSV_PAIR, MEASURE_BP}},
	{"心率", {CSV_PART, MEASURE_HR}},
	{"脉搏", {CSV_PART, MEASURE_HR}},
	{"脉率", {CSV_PART, MEASURE_HR}},
	{"heartrate", {CSV_PART, MEASURE_HR}},
	{"pulse", {CSV_PART, MEASURE_HR}},
	{"pulserate", {CSV_PART, MEASURE_HR}},
	{"hr", {CSV_PART, MEASURE_HR}},
	{"体重", {CSV_PART, MEASURE_WEIGHT}},
	{"weight", {CSV_PART, MEASURE_WEIGHT}},
	{"bodyweight", {CSV_PART, MEASURE_WEIGHT}},
	{"身高", {CSV_PART, MEASURE_HEIGHT}},
	{"height", {CSV_PART, MEASURE_HEIGHT}},
	{"血氧", {CSV_PART, MEASURE_SPO2}},
	{"血氧饱和度", {CSV_PART, MEASURE_SPO2}},
	{"spo2", {CSV_PART, MEASURE_SPO2}},
	{"oxygensaturation", {CSV_PART, MEASURE_SPO2}},
	{"bloodoxygen", {CSV_PART, MEASURE_SPO2}},
	{"体温", {CSV_PART, MEASURE_TEMP}},
	{"temp", {CSV_PART, MEASURE_TEMP}},
	{"temperature", {CSV_PART, MEASURE_TEMP}},
	{"bodytemperature", {CSV_PART, MEASURE_TEMP}},
	{"血糖", {CSV_PART, MEASURE_GLUCOSE}},
	{"血糖值", {CSV_PART, MEASURE_GLUCOSE}},
	{"空腹血糖", {CSV_PART, MEASURE_GLUCOSE, 0, CONTEXT_FASTING}},
	{"餐后血糖", {CSV_PART, MEASURE_GLUCOSE, 0, CONTEXT_AFTER_MEAL}},
	{"睡前血糖", {CSV_PART, MEASURE_GLUCOSE, 0, CONTEXT_BEFORE_SLEEP}},
	{"glucose", {CSV_PART, MEASURE_GLUCOSE}},
	{"bloodglucose", {CSV_PART, MEASURE_GLUCOSE}},
	{"bloodsugar", {CSV_PART, MEASURE_GLUCOSE}},
	{"fastingglucose", {CSV_PART, MEASURE_GLUCOSE, 0, CONTEXT_FASTING}},
	{"睡眠", {CSV_PART, MEASURE_SLEEP}},
	{"睡眠时长", {CSV_PART, MEASURE_SLEEP}},
	{"睡眠时间", {CSV_PART, MEASURE_SLEEP}},
	{"sleep", {CSV_PART, MEASURE_SLEEP}},
	{"sleepduration", {CSV_PART, MEASURE_SLEEP}},
	{"sleephours", {CSV_PART, MEASURE_SLEEP}},
	{"步数", {CSV_PART, MEASURE_STEPS}},
	{"steps", {CSV_PART, MEASURE_STEPS}},
	{"stepcount", {CSV_PART, MEASURE_STEPS}},
	{"峰流速", {CSV_PART, MEASURE_PEAK_FLOW}},
	{"呼气峰流速", {CSV_PART, MEASURE_PEAK_FLOW}},
	{"peakflow", {CSV_PART, MEASURE_PEAK_FLOW}},
	{"pef", {CSV_PART, MEASURE_PEAK_FLOW}},
	{"腰围", {CSV_PART, MEASURE_WAIST}},
	{"waist", {CSV_PART, MEASURE_WAIST}},
	{"值", {CSV_VALUE}},
	{"数值", {CSV_VALUE}},
	{"测量值", {CSV_VALUE}},
	{"结果", {CSV_VALUE}},
	{"value", {CSV_VALUE}},
	{"reading", {CSV_VALUE}},
	{"类型", {CSV_KIND}},
	{"项目", {CSV_KIND}},
	{"kind", {CSV_KIND}},
	{"type", {CSV_KIND}},
	{"单位", {CSV_UNIT}},
	{"unit", {CSV_UNIT}},
	{"units", {CSV_UNIT}},
	{"时段", {CSV_CONTEXT}},
	{"测量时段", {CSV_CONTEXT}},
	{"情况", {CSV_CONTEXT}},
	{"context", {CSV_CONTEXT}},
	{"meal", {CSV_CONTEXT}},
	{"备注", {CSV_NOTE}},
	{"说明", {CSV_NOTE}},
	{"note", {CSV_NOTE}},
	{"notes", {CSV_NOTE}},
	{"comment", {CSV_NOTE}},
	{"comments", {CSV_NOTE}},
};

str csv_folded(str text, str *bracket, struct arena *a)
{
	struct sb out = sb_new(a, text.n + 1), in = sb_new(a, 16);
	int len, depth = 0;
	for (ptrdiff_t i = 0; i < text.n; i += len) {
		uint32_t cp = utf8_at(text, i, &len);
		bool opens = cp == '(' || cp == '[' || cp == 0xFF08 || cp == 0x3010, closes = cp == ')' || cp == ']' || cp == 0xFF09 || cp == 0x3011;
		if (opens || closes) {
			bool own = depth == 1 && (cp == '[' || cp == ']'); /* (mm[Hg]) keeps its own */
			if (own) sb_byte(&in, (char)cp);
			else depth = !opens ? 0 : cp == '[' ? 2 : 1;
		} else if (depth) sb_add(&in, str_slice(text, i, i + len));
		else if (cp == ' ' || cp == '_' || cp == '-' || cp == 0x3000 || cp == 0xFEFF) continue;
		else if (cp >= 'A' && cp <= 'Z') sb_byte(&out, (char)(cp + 32));
		else sb_add(&out, str_slice(text, i, i + len));
	}
	if (bracket) *bracket = str_trim(sb_str(&in));
	return sb_str(&out);
}

static struct csv_column column_of(str cell, struct arena *a)
{
	str unit, name = csv_folded(str_trim(cell), &unit, a);
	for (ptrdiff_t i = 0; i < COUNT(names); i++) {
		if (!str_eq(name, str_from(names[i].name))) continue;
		struct csv_column c = names[i].is;
		c.unit = unit;
		return c;
	}
	return (struct csv_column){CSV_IGNORED};
}

static int index_of(const struct csv_head *h, enum csv_role role)
{
	for (int i = 0; i < h->n; i++)
		if (h->column[i].role == role) return i;
	return -1;
}

bool csv_head_read(struct csv_head *out, const str *cells, int n, enum measure_kind only, struct arena *a)
{
	*out = (struct csv_head){n < CSV_COLUMNS_MAX ? n : CSV_COLUMNS_MAX, {{0}}};
	for (int i = 0; i < out->n; i++) out->column[i] = column_of(cells[i], a);
	/* A table with 时间 alone means date and time by it. */
	int clock_ = index_of(out, CSV_CLOCK);
	if (index_of(out, CSV_DATE) < 0 && clock_ >= 0) out->column[clock_].role = CSV_DATE;
	bool told = only != MEASURE_KINDS || index_of(out, CSV_KIND) >= 0;
	int sys = -1, dia = -1;
	for (int i = 0; i < out->n; i++) {
		struct csv_column *c = &out->column[i];
		if (c->role == CSV_PART && c->kind == MEASURE_BP) *(c->part ? &dia : &sys) = i;
		if (only != MEASURE_KINDS && (c->role == CSV_PART || c->role == CSV_PAIR) && c->kind != only) c->role = CSV_IGNORED;
	}
	/* One value of two alone is no blood pressure. */
	if ((sys < 0) != (dia < 0)) out->column[sys < 0 ? dia : sys].role = CSV_IGNORED;
	bool any = index_of(out, CSV_PART) >= 0 || index_of(out, CSV_PAIR) >= 0 || (told && index_of(out, CSV_VALUE) >= 0);
	return any && index_of(out, CSV_DATE) >= 0;
}

enum measure_context csv_context(str text, struct arena *a)
{
	static const struct {
		const char *has;
		enum measure_context is;
	} words[] = {{"空腹", CONTEXT_FASTING},       {"fasting", CONTEXT_FASTING}, {"睡前", CONTEXT_BEFORE_SLEEP}, {"bedtime", CONTEXT_BEFORE_SLEEP},
		     {"sleep", CONTEXT_BEFORE_SLEEP}, {"餐后", CONTEXT_AFTER_MEAL}, {"饭后", CONTEXT_AFTER_MEAL},   {"早餐后", CONTEXT_AFTER_MEAL},
		     {"after", CONTEXT_AFTER_MEAL},   {"post", CONTEXT_AFTER_MEAL}, {"静息", CONTEXT_REST},         {"rest", CONTEXT_REST}};
	str folded = csv_folded(text, NULL, a);
	for (ptrdiff_t i = 0; i < COUNT(words); i++)
		if (str_find(folded, str_from(words[i].has)) >= 0) return words[i].is;
	return CONTEXT_NONE;
}
