/* labs_say.c - the reading of a report as sentences: plain for the patient, terse for the doctor. */
#include "consult/labs.h"

#include "base/check.h"

#include <math.h>
#include <stdio.h>

static str number(double v, struct arena *perm)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%.5g", v);
	return str_copy(perm, (str){text, n});
}

static const struct lab *lab_of(const struct labs_reading *r, const struct labs_item *item)
{
	return item->lab >= 0 ? &r->pack->labs.v[item->lab] : NULL;
}

static str shown_unit(const struct labs_reading *r, const struct labs_item *item)
{
	const struct lab *lab = lab_of(r, item);
	bool doubtful = item->finding.why && strcmp(item->finding.why, "unit") == 0; /* then the item's own unit would be a guess */
	if (doubtful && !item->unit.n) return (str){"", 0};
	return item->unit.n                                                                        ? item->unit
	       : lab && item->line.value.kind <= LAB_ABOVE && item->line.value.kind != LAB_NOTHING ? lab->shown
												   : (str){"", 0};
}

str labs_printed_unit(str unit, struct arena *perm)
{
	static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
	struct sb b = sb_new(perm, 32);
	str power = str_starts(unit, S("×")) ? str_slice(unit, S("×").n, unit.n) : unit;
	bool raised_already = str_starts(power, S("10⁹")) || str_starts(power, S("10¹²")) || str_starts(power, S("10⁶"));
	if (raised_already) sb_add(&b, S("×")), sb_add(&b, power);
	if (raised_already) return sb_str(&b);
	if (!str_starts(power, S("10^")) && !str_starts(power, S("10*"))) return unit;
	sb_add(&b, S("×10"));
	ptrdiff_t i = 3;
	for (; i < power.n && power.p[i] >= '0' && power.p[i] <= '9'; i++) sb_add(&b, str_from(raised[power.p[i] - '0']));
	sb_add(&b, str_slice(power, i, power.n));
	return sb_str(&b);
}

static str name_of(const struct labs_reading *r, const struct labs_item *item)
{
	const struct lab *lab = lab_of(r, item);
	return lab ? r->pack->concepts.v[lab->concept].name[r->lang] : item->name;
}

str labs_range_text(const struct labs_reading *r, const struct labs_item *item, struct arena *perm)
{
	const struct lab_finding *f = &item->finding;
	const struct lab *lab = lab_of(r, item);
	struct sb b = sb_new(perm, 64);
	if (f->used == LAB_USED_PRINTED) return item->range;
	if (f->used == LAB_USED_NONE) return (str){"", 0};
	if (!isnan(f->shown_low) && !isnan(f->shown_high)) {
		sb_add(&b, number(f->shown_low, perm));
		sb_add(&b, S("–"));
		sb_add(&b, number(f->shown_high, perm));
	} else {
		sb_add(&b, isnan(f->shown_low) ? S("≤") : S("≥"));
		sb_add(&b, number(isnan(f->shown_low) ? f->shown_high : f->shown_low, perm));
	}
	if (lab && lab->shown.n) sb_byte(&b, ' '), sb_add(&b, labs_printed_unit(lab->shown, perm));
	return sb_str(&b);
}

static const char *flag_words(const struct labs_reading *r, const struct labs_item *item)
{
	static const char *const words[][2] = {
		[LAB_UNKNOWN] = {"不能判断高低", "cannot be placed"},       [LAB_CRITICAL_LOW] = {"低到危急值", "critically low"},
		[LAB_LOW] = {"低于参考范围", "below the reference range"},  [LAB_NORMAL] = {"在参考范围内", "within the reference range"},
		[LAB_HIGH] = {"高于参考范围", "above the reference range"}, [LAB_CRITICAL_HIGH] = {"高到危急值", "critically high"},
	};
	enum lab_kind k = item->line.value.kind;
	enum lab_flag flag = item->finding.flag;
	if (k < LAB_NEGATIVE) return words[flag][r->lang];
	if (flag == LAB_NORMAL) return r->lang == LANG_ZH ? "符合预期" : "as expected";
	if (flag == LAB_UNKNOWN) return r->lang == LANG_ZH ? "结果要和其他项目一起看" : "to be read together with other items";
	return r->lang == LANG_ZH ? "与预期不同" : "not as expected";
}

static const char *why_words(const char *why, enum language lang)
{
	static const struct {
		const char *why, *zh, *en;
	} words[] = {
		{"unit", "单位没有写清楚或不能换算，请看化验单上的单位", "the unit is not stated or cannot be converted; see the unit on the report"},
		{"child", "没有适合这个年龄的参考范围，请以化验单所印范围为准",
		 "no range for this age is at hand; use the one printed on the report"},
		{"range", "没有可用的参考范围，请以化验单所印范围为准", "no reference range is at hand; use the one printed on the report"},
		{"sex", "男女参考范围不同，请说明性别", "the range differs between men and women; please state the sex"},
		{"trimester", "孕早、中、晚期参考范围不同，请说明孕周", "the range differs between trimesters; please state the week of pregnancy"},
		{"limit", "结果只给出了一侧界限，不能与参考范围比较", "the result is only a bound and cannot be compared with the range"},
		{"quality", "这种写法的结果不能单独比较", "a result of this form cannot be compared by itself"},
	};
	for (ptrdiff_t i = 0; why && i < COUNT(words); i++)
		if (strcmp(words[i].why, why) == 0) return lang == LANG_ZH ? words[i].zh : words[i].en;
	return "";
}

static bool critical(enum lab_flag f)
{
	return f == LAB_CRITICAL_LOW || f == LAB_CRITICAL_HIGH;
}

static int32_t meaning_of(const struct labs_reading *r, const struct labs_item *item)
{
	const struct lab *lab = lab_of(r, item);
	str direction = lab_flag_name(item->finding.flag);
	if (!lab || item->finding.flag == LAB_UNKNOWN || item->finding.just_outside) return -1;
	if (item->finding.flag == LAB_NORMAL && item->finding.not_for_pregnancy) return -1; /* what is normal may differ in pregnancy */
	for (int pass = 0; pass < 2; pass++) {
		for (ptrdiff_t i = 0; i < r->pack->lab_meanings.n; i++) {
			const struct lab_meaning *m = &r->pack->lab_meanings.v[i];
			if (m->lab == lab->concept && str_eq(m->direction, direction)) return m->say[r->lang];
		}
		if (pass || !critical(item->finding.flag)) return -1;
		direction = str_slice(direction, 9, direction.n); /* without "critical_" */
	}
	return -1;
}

static void add_delta(struct sb *b, const struct labs_reading *r, const struct labs_item *item, struct arena *perm)
{
	if (isnan(item->previous) || isnan(item->finding.value)) return;
	const struct lab *lab = lab_of(r, item);
	double by = item->finding.value - item->previous;
	sb_add(b, S(" Δ"));
	if (by >= 0) sb_byte(b, '+');
	sb_add(b, number(by, perm));
	if (lab && lab->shown.n) sb_byte(b, ' '), sb_add(b, labs_printed_unit(lab->shown, perm));
	if (item->previous > 0) sb_fmt(b, " (%+.0f%%)", by / item->previous * 100);
	if (!isnan(item->hours)) sb_fmt(b, " / %.0f h", item->hours);
}

static void doctor_text(struct sb *b, const struct labs_reading *r, const struct labs_item *item, struct arena *perm)
{
	static const char *const marks[] = {"?", "LL!", "L", "N", "H", "HH!"};
	const struct lab_finding *f = &item->finding;
	bool zh = r->lang == LANG_ZH;
	str range = labs_range_text(r, item, perm);
	sb_byte(b, ' ');
	sb_add(b, str_from(marks[f->flag]));
	if (f->just_outside) sb_add(b, zh ? S("（界限附近）") : S(" (near the limit)"));
	if (range.n) {
		sb_add(b, S(" ["));
		sb_add(b, range);
		sb_add(b, f->used == LAB_USED_PRINTED ? (zh ? S("，报告") : S(", report")) : (zh ? S("，知识库") : S(", pack")));
		if (f->not_for_pregnancy) sb_add(b, zh ? S("，非孕期") : S(", not for pregnancy"));
		sb_byte(b, ']');
	}
	if (f->unit_assumed && f->used == LAB_USED_PACK) sb_add(b, zh ? S("（单位系推定）") : S(" (unit assumed)"));
	add_delta(b, r, item, perm);
	if (f->flag == LAB_UNKNOWN && f->why) sb_add(b, zh ? S("：") : S(": ")), sb_add(b, str_from(why_words(f->why, r->lang)));
}

static void patient_text(struct sb *b, const struct labs_reading *r, const struct labs_item *item, struct arena *perm)
{
	const struct lab_finding *f = &item->finding;
	bool zh = r->lang == LANG_ZH;
	str range = labs_range_text(r, item, perm);
	sb_add(b, zh ? S("：") : S(": "));
	if (f->just_outside) sb_add(b, zh ? S("刚刚超出参考范围") : S("just outside the reference range"));
	else sb_add(b, str_from(flag_words(r, item)));
	if (range.n) {
		sb_add(b, zh ? S("（") : S(" ("));
		if (critical(f->flag)) sb_add(b, zh ? S("参考范围 ") : S("reference range "));
		sb_add(b, range);
		sb_add(b, f->used == LAB_USED_PRINTED ? (zh ? S("，化验单所印") : S(", as printed on the report"))
						      : (zh ? S("，以化验单所印为准") : S("; a range printed on the report wins")));
		if (f->not_for_pregnancy)
			sb_add(b, zh ? S("；这是非孕期的范围，怀孕时可能不同") : S("; this range is not for pregnancy, which may change it"));
		sb_add(b, zh ? S("）") : S(")"));
	}
	if (f->unit_assumed && f->used == LAB_USED_PACK) {
		const struct lab *lab = lab_of(r, item);
		sb_add(b, zh ? S("；没有写单位，按 ") : S("; no unit was given, taken as "));
		sb_add(b, lab ? labs_printed_unit(lab->shown, perm) : S(""));
		if (zh) sb_add(b, S(" 理解"));
	}
	if (f->flag == LAB_UNKNOWN && f->why && item->line.value.kind < LAB_NEGATIVE)
		sb_add(b, zh ? S("，") : S("; ")), sb_add(b, str_from(why_words(f->why, r->lang)));
	sb_add(b, zh ? S("。") : S("."));
	if (f->just_outside)
		sb_add(b, zh ? S("差得很少，在化验和身体日常波动之内，单独看通常没有意义；不舒服或多项一起异常时再问医生。")
			     : S(" The difference is within everyday variation and usually means nothing by itself; ask a doctor if you feel unwell "
				 "or several items are off."));
	if (critical(f->flag))
		sb_add(b, zh ? S("这样的结果需要马上处理：请现在联系开单的医生或去急诊，不要等预约。")
			     : S(" A result like this needs action now: contact the doctor who ordered it or go to an emergency department, do not "
				 "wait for an appointment."));
}

/* "6.2 ↑" without its arrow: the sentence says which way. */
static str without_arrow(str value)
{
	static const str arrows[] = {{"↑", 3}, {"↓", 3}};
	for (bool again = true; again;) {
		again = false;
		for (ptrdiff_t i = 0; i < COUNT(arrows); i++)
			if (str_ends(value, arrows[i])) value = str_trim(str_slice(value, 0, value.n - arrows[i].n)), again = true;
	}
	return value;
}

str labs_item_text(const struct labs_reading *r, const struct labs_item *item, int32_t *meaning, struct arena *perm)
{
	struct sb b = sb_new(perm, 256);
	*meaning = r->audience == AUDIENCE_PATIENT ? meaning_of(r, item) : -1;
	sb_add(&b, name_of(r, item));
	str unit = shown_unit(r, item), value = without_arrow(item->value);
	sb_byte(&b, ' ');
	sb_add(&b, value);
	if (unit.n && !str_ends(value, unit)) sb_byte(&b, ' '), sb_add(&b, labs_printed_unit(unit, perm));
	if (r->audience == AUDIENCE_DOCTOR) doctor_text(&b, r, item, perm);
	else patient_text(&b, r, item, perm);
	if (*meaning >= 0) {
		if (r->lang == LANG_EN) sb_byte(&b, ' ');
		sb_add(&b, r->pack->passages.v[*meaning].text);
	}
	return sb_str(&b);
}

str labs_unread_text(const struct labs_reading *r, const struct labs_item *item, struct arena *perm)
{
	bool zh = r->lang == LANG_ZH;
	struct sb b = sb_new(perm, 128);
	sb_add(&b, zh ? S("“") : S("\""));
	sb_add(&b, item->name);
	sb_add(&b, zh ? S("”") : S("\""));
	if (strcmp(item->unread, "name") == 0) sb_add(&b, zh ? S("不在知识库里，没有解读") : S(" is not known here and was not interpreted"));
	else if (strcmp(item->unread, "ambiguous") == 0)
		sb_add(&b, zh ? S("可能指几个不同的项目，没有解读") : S(" may mean several items and was not interpreted"));
	else sb_add(&b, zh ? S("的结果读不懂，没有解读") : S(": the result cannot be read and was not interpreted"));
	if (item->lab < 0 && item->finding.flag != LAB_UNKNOWN) {
		sb_add(&b, zh ? S("；按化验单所印的范围看，") : S("; by the range printed it is "));
		sb_add(&b, str_from(flag_words(r, item)));
	}
	sb_add(&b, zh ? S("。") : S("."));
	return sb_str(&b);
}

str labs_note_text(enum labs_note note, enum language lang, str what, struct arena *perm)
{
	static const char *const words[][2] = {
		[LABS_NO_PANELS] = {"没有组合规则，各项没有合起来看。", "There are no panel rules: the items were not read together."},
		[LABS_NO_DELTAS] = {"没有变化规则，与上次结果的差别没有判断。",
				    "There are no delta rules: the change since the last result was not judged."},
		[LABS_REFUSED] = {"有损坏的规则行没有载入：", "Damaged rows were not loaded: "},
		[LABS_NO_TIME] = {"上次或这次的时间没有写，限定时间的变化规则没有判断。",
				  "The time of this or the last result is not stated: rules bound to a time were not applied."},
		[LABS_CUT] = {"报告太长，后面的部分没有读。", "The report is too long; its end was not read."},
		[LABS_NO_AGE] = {"没有年龄，按成年人的范围读。", "No age was given; ranges for adults were used."},
		[LABS_NO_SEX] = {"没有性别，男女范围不同的项目可能不能判断。",
				 "No sex was given; items whose range differs by sex may not be placed."},
		[LABS_NO_PREGNANCY] = {"没有说明是否怀孕，按未怀孕读。", "Pregnancy was not stated; read as not pregnant."},
		[LABS_DOUBTFUL] =
			{"在所印范围内，却达到通常的危急值，请核对范围和单位，不放心就立即联系医生：",
			 "Inside the printed range, yet at a usual critical value; check range and unit, and contact a doctor at once if in doubt: "},
		[LABS_RANGE] = {"所印的参考范围看不懂，没有使用：", "The printed range was not understood and not used: "},
		[LABS_AGE] = {"年龄看不懂，按成年人的范围读：", "The age was not understood; ranges for adults were used: "},
		[LABS_CONDITION] = {"没有认出的情况或药物：", "A condition or drug was not recognised: "},
	};
	struct sb b = sb_new(perm, 160);
	sb_add(&b, str_from(words[note][lang]));
	sb_add(&b, what);
	return sb_str(&b);
}

static void add_line(struct sb *b, str text)
{
	if (b->n) sb_byte(b, '\n');
	sb_add(b, text);
}

static int rank(const struct labs_item *item)
{
	enum lab_flag f = item->finding.flag;
	return critical(f) ? 0 : f == LAB_LOW || f == LAB_HIGH ? (item->finding.just_outside ? 2 : 1) : f == LAB_UNKNOWN ? 3 : 4;
}

str labs_text(const struct labs_reading *r, struct arena *perm)
{
	struct sb b = sb_new(perm, 2048);
	int32_t ignored;
	enum { RANKS = 5 };
	for (int k = 0; k < RANKS; k++) {
		for (ptrdiff_t i = 0; i < r->items.n; i++)
			if (!r->items.v[i].unread && rank(&r->items.v[i]) == k) add_line(&b, labs_item_text(r, &r->items.v[i], &ignored, perm));
		for (ptrdiff_t i = 0; k == 0 && i < r->hits.n; i++) add_line(&b, r->hits.v[i].text);
	}
	for (ptrdiff_t i = 0; i < r->items.n; i++)
		if (r->items.v[i].unread) add_line(&b, labs_unread_text(r, &r->items.v[i], perm));
	for (ptrdiff_t i = 0; i < r->unchecked.n; i++) add_line(&b, r->unchecked.v[i]);
	return sb_str(&b);
}
