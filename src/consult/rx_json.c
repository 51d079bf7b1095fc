#include "consult/rx_int.h"

#include "base/check.h"
#include "consult/patient.h"

#include <math.h>
#include <stdio.h>

#define ZH_EN(zh, en) \
	{ \
		{zh, sizeof(zh) - 1}, \
		{ \
			en, sizeof(en) - 1 \
		} \
	}

/* ---- words ---- */

static const str unread_text[RX_REASON_COUNT][LANGS] = {
	[RX_UNKNOWN_DRUG] = ZH_EN("资料里没有这个药，没有核对", "this drug is not in the pack: not checked"),
	[RX_PARTIAL_NAME] = ZH_EN("名称只认出一部分，不猜测，没有核对", "only part of the name is known and the rest is not guessed: not checked"),
	[RX_AMBIGUOUS_NAME] = ZH_EN("这个名称可指几种药，没有核对", "the name stands for several drugs: not checked"),
	[RX_SEVERAL_DRUGS] = ZH_EN("名称里有几种药，资料里没有这个复方，没有核对",
				   "the name holds several drugs and no such product is known: not checked"),
	[RX_CLASS_NAME] = ZH_EN("这是一类药，不是一种药，没有核对", "this is a group of drugs, not one drug: not checked"),
	[RX_NO_NAME] = ZH_EN("没有写药名，没有核对", "no drug name: not checked"),
	[RX_UNKNOWN_UNIT] = ZH_EN("剂量单位看不懂，剂量没有核对", "the unit of the dose is not understood: dose not checked"),
	[RX_NO_UNIT] = ZH_EN("剂量没有写单位，剂量没有核对", "the dose has no unit: dose not checked"),
	[RX_UNKNOWN_FREQUENCY] = ZH_EN("频次看不懂，日剂量没有核对", "the frequency is not understood: daily dose not checked"),
	[RX_UNKNOWN_DOSE] = ZH_EN("剂量看不懂，剂量没有核对", "the dose is not understood: dose not checked"),
	[RX_UNKNOWN_ALLERGEN] = ZH_EN("不认识这个过敏原，过敏没有核对", "this allergen is not known: not checked"),
	[RX_UNKNOWN_CONDITION] = ZH_EN("不认识这个疾病名称，没有用于核对", "this condition is not known: not used in the check"),
	[RX_UNKNOWN_LAB] = ZH_EN("不认识这个检验项目，没有用于核对", "this laboratory item is not known: not used in the check"),
	[RX_LAB_UNIT] = ZH_EN("检验结果的单位不能换算，数值没有用于核对", "the unit of this result cannot be converted: its value was not used"),
	[RX_UNKNOWN_ROUTE] = ZH_EN("给药途径看不懂，按常用途径核对", "the route is not understood: checked as its usual route"),
	[RX_UNKNOWN_DAYS] = ZH_EN("疗程看不懂，没有用于核对", "the duration is not understood: not used in the check"),
	[RX_UNKNOWN_END] = ZH_EN("停药日期看不懂，按仍在用核对", "the end date is not understood: checked as still taken"),
	[RX_LAB_VALUE] = ZH_EN("检验结果的数值看不懂，没有用于核对", "the value of this result is not understood: not used in the check"),
	[RX_LAB_DATE] = ZH_EN("检验结果的日期看不懂或晚于今天，按没有日期核对",
			      "the date of this result is not understood or lies ahead: checked as without a date"),
	[RX_BAD_AGE] = ZH_EN("年龄看不懂或不可能，没有使用", "this age is not understood or not possible: not used"),
	[RX_BAD_WEIGHT] = ZH_EN("体重（kg）看不懂或不可能，没有使用", "this weight (kg) is not understood or not possible: not used"),
	[RX_BAD_HEIGHT] = ZH_EN("身高（cm）看不懂或不可能，没有使用", "this height (cm) is not understood or not possible: not used"),
	[RX_BAD_EGFR] = ZH_EN("eGFR 看不懂或不可能，没有使用", "this eGFR is not understood or not possible: not used"),
	[RX_BAD_BMI] = ZH_EN("体质指数看不懂或不可能，没有使用", "this body mass index is not understood or not possible: not used"),
	[RX_NO_CURRENT] = ZH_EN("没有给出正在用的药，与它们的相互作用没有核对", "current drugs not given: interactions with them not checked"),
};

static const str gap_text[GAP_COUNT][LANGS] = {
	ZH_EN("这个药的规则缺失或损坏，没有核对", "rules about this drug are missing or damaged: not checked"),
	ZH_EN("剂量资料缺失或损坏，剂量没有核对", "dose ranges are missing or damaged: dose not checked"),
	ZH_EN("年龄不详，按年龄的规则没有核对", "age not known: age rules not checked"),
	ZH_EN("是否怀孕不详，孕期用药没有核对", "pregnancy not known: not checked"),
	ZH_EN("是否哺乳不详，哺乳期用药没有核对", "breastfeeding not known: not checked"),
	ZH_EN("肾功能（eGFR）不详，按肾功能的规则没有核对", "kidney function (eGFR) not known: renal rules not checked"),
	ZH_EN("体重不详，按体重的剂量没有核对", "weight not known: dose by weight not checked"),
	ZH_EN("没有给出疾病，疾病禁忌没有核对", "conditions not given: contraindications by disease not checked"),
	ZH_EN("没有给出过敏史，过敏没有核对", "allergies not given: allergy not checked"),
	ZH_EN("没有给出检验结果，监测是否到期没有核对", "laboratory results not given: monitoring not checked"),
	ZH_EN("检验结果没有日期，监测是否到期没有核对", "laboratory results without a date: monitoring not checked"),
	ZH_EN("没有写明剂量或频次，剂量没有核对", "dose or frequency not written: dose not checked"),
	ZH_EN("每片（粒、袋、支、ml）含量不详，剂量没有核对", "strength of one unit not known: dose not checked"),
	ZH_EN("资料里没有它的剂量范围，剂量没有核对", "no dose range for it in the pack: dose not checked"),
	ZH_EN("剂量范围是另一种单位，剂量没有核对", "its dose range is in another unit: dose not checked"),
	ZH_EN("资料里没有它的儿童剂量，只按成人上限核对", "no children's range in the pack: checked against the adult limit only"),
	ZH_EN("吸烟、身高或体质指数不详，有关规则没有核对", "smoking, height or body mass index not known: their rules not checked"),
};

static str name_of(const struct rx_read *r, int32_t concept)
{
	return r->pack->concepts.v[concept].name[r->lang];
}

static str item_name(const struct rx_read *r, int32_t item)
{
	return r->names[r->order.items[item].tag];
}

/* ---- a finding in words ---- */

static void add_amount(struct sb *b, double v, const struct dose_row *row)
{
	enum dose_unit unit = row ? row->unit : DOSE_MG;
	if (unit == DOSE_MG && v < 0.1) sb_fmt(b, "%.4g μg", v * 1000);
	else if (unit == DOSE_MG && v >= 1000) sb_fmt(b, "%.4g g", v / 1000);
	else sb_fmt(b, v >= 1000 ? "%.0f %s" : "%.4g %s", v, unit == DOSE_MG ? "mg" : unit == DOSE_U ? "U" : "mL"); /* never 4e+04 */
}

static const struct dose_row *row_of(const struct rx_read *r, int32_t row)
{
	return row < 0 ? NULL : &r->pack->dose_rows.v[row];
}

static str amount(struct rx_read *r, double v, int32_t row)
{
	struct sb b = sb_new(r->perm, 24);
	add_amount(&b, v, row_of(r, row));
	return sb_str(&b);
}

static str built_in_text(struct rx_read *r, const struct order_finding *f)
{
	struct sb b = sb_new(r->perm, 256);
	bool zh = r->lang == LANG_ZH;
	str a = item_name(r, f->a), other = f->b >= 0 ? item_name(r, f->b) : S(""), about = f->about >= 0 ? name_of(r, f->about) : S("");
	str value = isnan(f->value) ? S("") : amount(r, f->value, f->row), limit = isnan(f->limit) ? S("") : amount(r, f->limit, f->row);
	switch (f->why) {
	case WHY_SAME_SUBSTANCE:
		sb_fmt(&b,
		       zh ? "“" STR_FMT "”和“" STR_FMT "”都含有" STR_FMT "，属于重复用药。"
			  : STR_FMT " and " STR_FMT " both contain " STR_FMT ": the same substance twice.",
		       STR_ARG(a), STR_ARG(other), STR_ARG(about));
		break;
	case WHY_SINGLE_HIGH:
		sb_fmt(&b,
		       zh ? "“" STR_FMT "”一次 " STR_FMT "，超过资料中的最大单次量 " STR_FMT "。"
			  : STR_FMT ": " STR_FMT " in one dose exceeds the largest labelled single dose of " STR_FMT ".",
		       STR_ARG(a), STR_ARG(value), STR_ARG(limit));
		break;
	case WHY_DAILY_HIGH:
		if (f->b >= 0) {
			sb_fmt(&b,
			       zh ? STR_FMT "一天合计 " STR_FMT "（“" STR_FMT "”加“" STR_FMT "”等），超过资料中的每日上限 " STR_FMT "。"
				  : STR_FMT " adds up to " STR_FMT " a day (" STR_FMT " with " STR_FMT "), over the labelled daily limit of " STR_FMT
					    ".",
			       STR_ARG(about), STR_ARG(value), STR_ARG(a), STR_ARG(other), STR_ARG(limit));
			break;
		}
		sb_fmt(&b,
		       zh ? "“" STR_FMT "”一天 " STR_FMT "，超过资料中的每日上限 " STR_FMT "。"
			  : STR_FMT ": " STR_FMT " a day exceeds the labelled daily limit of " STR_FMT ".",
		       STR_ARG(a), STR_ARG(value), STR_ARG(limit));
		break;
	case WHY_SINGLE_LOW:
		sb_fmt(&b,
		       zh ? "“" STR_FMT "”一次 " STR_FMT "，远低于资料中的常用量（最小 " STR_FMT "），请核对单位和小数点。"
			  : STR_FMT ": " STR_FMT " in one dose is far below the labelled range (from " STR_FMT
				    "); check the unit and the decimal point.",
		       STR_ARG(a), STR_ARG(value), STR_ARG(limit));
		break;
	default:
		sb_fmt(&b,
		       zh ? "病人对" STR_FMT "过敏，“" STR_FMT "”属于或含有它。"
			  : "The person is allergic to " STR_FMT "; " STR_FMT " is or contains it.",
		       STR_ARG(about), STR_ARG(a));
	}
	return sb_str(&b);
}

static str built_in_action(const struct rx_read *r, const struct order_finding *f)
{
	bool zh = r->lang == LANG_ZH;
	switch (f->why) {
	case WHY_SAME_SUBSTANCE: return zh ? S("只留一种，或把总量算在一起。") : S("Keep one, or count the doses together.");
	case WHY_SINGLE_LOW: return zh ? S("核对处方上的单位。") : S("Check the unit as written.");
	case WHY_ALLERGEN: return zh ? S("问清过敏经过，换另一类药。") : S("Clarify the reaction and choose another class.");
	default:
		return f->tier == RX_STOP ? zh ? S("先核对小数点、单位和频次，未更正前不要发药。")
					       : S("Check decimal point, unit and frequency; do not dispense before it is corrected.")
		       : zh ? S("核对剂量；确需超量时写明理由。")
					  : S("Check the dose; give the reason if more is intended.");
	}
}

/* ---- why: the facts that the condition rested on ---- */

static void add_number(struct sb *b, double v)
{
	sb_fmt(b, "%.4g", v);
}

static bool leaf_text(struct rx_read *r, struct sb *b, const struct expr_step *s, const struct facts *f)
{
	static const char *const names[LANGS][FACT_COUNT] = {{"年龄",     "月龄",     "日龄",     "体重(kg)", "体温", "收缩压",     "舒张压",
							      "心率",     "呼吸",     "血氧",     "血糖",     "eGFR", "病程(h)",    "病程(d)",
							      "GCS",      "疼痛",     "身高(cm)", "BMI",      "孕周", "单次量(mg)", "日剂量(mg)",
							      "mg/kg/日", "mg/m2/日", "每日次数", "天数"},
							     {"age",
							      "age in months",
							      "age in days",
							      "weight (kg)",
							      "temperature",
							      "systolic",
							      "diastolic",
							      "heart rate",
							      "respiration",
							      "SpO2",
							      "glucose",
							      "eGFR",
							      "hours",
							      "days ill",
							      "GCS",
							      "pain",
							      "height (cm)",
							      "BMI",
							      "weeks pregnant",
							      "single dose (mg)",
							      "daily dose (mg)",
							      "mg/kg a day",
							      "mg/m2 a day",
							      "doses a day",
							      "days"}};
	bool zh = r->lang == LANG_ZH;
	enum tri t = expr_leaf(s, f);
	if (s->op == EXPR_WORD || t == TRI_UNKNOWN) return false;
	if (s->op == EXPR_HAS || s->op == EXPR_HAD || s->op == EXPR_TAKEN) {
		sb_add(b, t == TRI_YES ? (zh ? S("有") : S("with ")) : zh ? S("无") : S("no "));
		sb_add(b, name_of(r, s->arg));
	} else if (s->op >= EXPR_LAB_LESS && s->op <= EXPR_LAB_EQUAL) {
		sb_add(b, name_of(r, s->arg));
		sb_byte(b, ' ');
		add_number(b, facts_lab(f, s->arg)->value);
	} else if (s->op == EXPR_LAB_WITHIN) {
		sb_fmt(b, zh ? "%.0f 天内" : "within %.0f days ", s->number);
		sb_add(b, t == TRI_YES ? (zh ? S("有") : S("with ")) : zh ? S("无") : S("no "));
		sb_add(b, name_of(r, s->arg));
	} else {
		sb_add(b, str_from(names[r->lang][s->arg]));
		sb_byte(b, ' ');
		add_number(b, f->v[s->arg]);
	}
	return true;
}

/* A condition may look at one fact twice, as "from 12 to 50 years" does. */
static bool holds_reason(str said, str reason)
{
	ptrdiff_t at = str_find(said, reason);
	return at >= 0 && (at + reason.n == said.n || str_starts(str_slice(said, at + reason.n, said.n), S("；")) || said.p[at + reason.n] == ';');
}

static str why_text(struct rx_read *r, const struct order_finding *f, const struct facts *facts)
{
	struct sb b = sb_new(r->perm, 128);
	if (f->rule < 0) return sb_str(&b);
	const struct expr *when = &r->pack->rx_rules.v[f->rule].when;
	bool is_reason[EXPR_STEPS_MAX];
	expr_reasons(when, facts, is_reason);
	for (ptrdiff_t i = 0; i < when->n; i++) {
		ptrdiff_t before = b.n;
		if (!is_reason[i] || !expr_is_leaf(&when->v[i])) continue;
		if (before) sb_add(&b, r->lang == LANG_ZH ? S("；") : S("; "));
		ptrdiff_t from = b.n;
		bool said = leaf_text(r, &b, &when->v[i], facts) && !holds_reason(str_slice(sb_str(&b), 0, before), str_slice(sb_str(&b), from, b.n));
		if (!said) b.n = before;
	}
	return sb_str(&b);
}

/* ---- the reply ---- */

static void write_sources(struct rx_read *r, struct jw *w, int32_t passage)
{
	struct sb b = sb_new(r->perm, 128);
	const struct passage *p = passage >= 0 ? &r->pack->passages.v[passage] : NULL;
	for (ptrdiff_t i = 0; p && i < p->source_count; i++) {
		const struct source *s = &r->pack->sources.v[p->sources[i]];
		sb_fmt(&b, "%s" STR_FMT " (" STR_FMT ")", i ? "; " : "", STR_ARG(s->title), STR_ARG(s->year));
	}
	jw_str(w, "source", sb_str(&b));
	if (p) jw_str(w, "passage", p->id);
}

static void write_finding(struct rx_read *r, struct jw *w, const struct order_finding *f, const struct facts *facts)
{
	const struct rx_rule *rule = f->rule >= 0 ? &r->pack->rx_rules.v[f->rule] : NULL;
	int32_t say = rule ? rule->say[r->lang] : -1, act = rule ? rule->act[r->lang] : -1;
	static const str built_in[] = {{"", 0}, {"same-substance", 14}, {"dose-single", 11}, {"dose-daily", 10}, {"dose-low", 8}, {"allergen", 8}};
	jw_object(w, NULL);
	jw_str(w, "tier", rx_tier_name(f->tier));
	jw_str(w, "kind", rx_kind_name(f->kind));
	jw_array(w, "drugs");
	jw_str(w, NULL, item_name(r, f->a));
	if (f->b >= 0) jw_str(w, NULL, item_name(r, f->b));
	jw_end_array(w);
	jw_str(w, "rule", rule ? rule->id : built_in[f->why]);
	if (f->about >= 0) jw_str(w, "about", name_of(r, f->about));
	jw_str(w, "text", say >= 0 ? r->pack->passages.v[say].text : built_in_text(r, f));
	jw_str(w, "why", why_text(r, f, facts));
	jw_str(w, "action", act >= 0 ? r->pack->passages.v[act].text : rule ? S("") : built_in_action(r, f));
	write_sources(r, w, say >= 0 ? say : f->row >= 0 ? r->pack->dose_rows.v[f->row].row : r->pack->drugs.v[r->order.items[f->a].drug].row);
	jw_end_object(w);
}

static void write_unchecked(struct rx_read *r, struct jw *w, str drug, str reason, const char *need)
{
	r->unchecked++;
	jw_object(w, NULL);
	jw_str(w, "drug", drug);
	jw_str(w, "reason", reason);
	if (need) jw_str(w, "need", str_from(need));
	jw_end_object(w);
}

/* Which rules held and are not worth a line of their own, for who wants to know. */
static void write_quieted(struct rx_read *r, const struct order_report *report, struct jw *w)
{
	jw_array(w, "quieted");
	for (ptrdiff_t i = 0; i < report->quieted.n; i++) {
		const struct order_finding *f = &report->quieted.v[i];
		if (f->rule < 0) continue;
		jw_object(w, NULL);
		jw_str(w, "rule", r->pack->rx_rules.v[f->rule].id);
		jw_str(w, "tier", rx_tier_name(f->tier));
		jw_end_object(w);
	}
	jw_end_array(w);
}

static const char *const gap_needs[GAP_COUNT] = {"rules",     "doses",      "age",       "pregnant",   "breastfeeding", "egfr",
						 "weight_kg", "conditions", "allergies", "labs",       "lab_dates",     "dose",
						 "strength",  "dose_range", "unit",      "child_dose", "smoking_bmi"};

/* One line for one missing fact, whatever it is needed for; a drug whose rules are damaged has a line of its own. */
static void write_gap(struct rx_read *r, const struct order_report *report, struct jw *w, int gap)
{
	struct sb names = sb_new(r->perm, 128);
	for (int32_t i = 0; i < (int32_t)r->order.item_count; i++) {
		if (!(report->gaps[i] >> gap & 1)) continue;
		if (1 << gap == GAP_RULES) {
			write_unchecked(r, w, item_name(r, i), gap_text[gap][r->lang], gap_needs[gap]);
			continue;
		}
		if (names.n) sb_add(&names, r->lang == LANG_ZH ? S("、") : S(", "));
		sb_add(&names, item_name(r, i));
	}
	if (names.n) write_unchecked(r, w, sb_str(&names), gap_text[gap][r->lang], gap_needs[gap]);
}

static void write_summary(struct rx_read *r, const struct order_report *report, struct jw *w)
{
	int n[3] = {0};
	struct sb b = sb_new(r->perm, 96);
	for (ptrdiff_t i = 0; i < report->findings.n; i++) n[report->findings.v[i].tier]++;
	sb_fmt(&b, r->lang == LANG_ZH ? "停：%d；警示：%d；提示：%d；没有核对：%d" : "stop: %d; warn: %d; note: %d; not checked: %d", n[RX_STOP],
	       n[RX_WARN], n[RX_NOTE], r->unchecked);
	jw_str(w, "summary", sb_str(&b));
}

void rx_write(struct rx_read *r, const struct order_report *report, struct jw *w)
{
	jw_array(w, "findings");
	for (ptrdiff_t i = 0; i < report->findings.n; i++) write_finding(r, w, &report->findings.v[i], &r->order.facts);
	jw_end_array(w);
	jw_array(w, "unchecked");
	for (ptrdiff_t i = 0; i < r->unread.n; i++) write_unchecked(r, w, r->unread.v[i].what, unread_text[r->unread.v[i].reason][r->lang], NULL);
	for (int gap = 0; gap < GAP_COUNT; gap++) write_gap(r, report, w, gap);
	jw_end_array(w);
	write_quieted(r, report, w);
	write_summary(r, report, w);
}

static bool has_han(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0xe4) return true;
	return false;
}

static enum language language_of(struct rx_read *r, jv line)
{
	str lang = json_str(line, "lang");
	if (lang.n) return str_eq(lang, S("en")) ? LANG_EN : LANG_ZH;
	for (ptrdiff_t i = 0; i < r->items.n; i++)
		if (has_han(r->names[i])) return LANG_ZH;
	for (ptrdiff_t i = 0; i < r->unread.n; i++)
		if (has_han(r->unread.v[i].what)) return LANG_ZH;
	return r->items.n || r->unread.n ? LANG_EN : LANG_ZH;
}

/* The facts as they were when the rules looked: with the drugs of the order present. */
static struct facts with_drugs(struct rx_read *r)
{
	struct facts f = r->order.facts;
	ptrdiff_t words = r->pack->concepts.n / 64 + 1;
	f.present = ARENA_NEW(r->perm, uint64_t, words);
	for (ptrdiff_t w = 0; w < words; w++) f.present[w] = r->order.facts.present[w];
	for (ptrdiff_t i = 0; i < r->order.item_count; i++)
		for (ptrdiff_t w = 0; w < words; w++) f.present[w] |= order_closure(r->pack->orders->index, r->order.items[i].drug)[w];
	return f;
}

bool rx_reply(const struct pack *pack, jv line, double today, struct jw *w, struct arena *perm, struct fail *fail)
{
	struct rx_read r = {.pack = pack, .perm = perm, .fail = fail, .today = today};
	struct order_report *report = ARENA_NEW(perm, struct order_report, 1);
	jv patient = json_get(line, "patient");
	static const char *const days[] = {"date", "today"};
	if (!line_lang_known(line, "rx", fail)) return false;
	for (ptrdiff_t i = 0; i < COUNT(days); i++) {
		jv in[] = {json_get(patient, days[i]), json_get(line, days[i])};
		for (ptrdiff_t k = 0; k < COUNT(in); k++) {
			double d = rx_date(json_text(in[k]));
			if (in[k] && isnan(d)) return fail_set(fail, RC_INPUT, "rx", "\"%s\" is not a day such as 2026-11-29", days[i]);
			if (in[k]) r.today = d;
		}
	}
	if (!rx_read_patient(&r, patient) || !rx_read_drugs(&r, line)) return false;
	r.lang = language_of(&r, line);
	order_check(report, pack->orders->index, &r.order, perm);
	r.order.facts = with_drugs(&r);
	rx_write(&r, report, w);
	return true;
}
