/* plan_dose.c - labelled doses, worked out for a child's weight, and an amount that is above them. */
#include "consult/dose_said.h"
#include "consult/plan_int.h"

#include "base/check.h"

static void add_range(struct sb *out, str low, str high)
{
	sb_add(out, low.n ? low : high);
	if (low.n && high.n && !str_eq(low, high)) {
		sb_add(out, S("–"));
		sb_add(out, high);
	}
}

/* For 12 kg: 60-120 mg a dose. Not under six months, and not above the weight at which adults' doses are smaller. */
static void add_by_weight(struct planner *p, struct sb *t, const struct drug_dose *d)
{
	enum { FROM_KG = 5, TO_KG = 40 };
	static const double from_y = 0.5;
	double kg = p->s->facts.v[FACT_WEIGHT_KG], age = p->s->facts.v[FACT_AGE_Y], low, high, most;
	bool zh = p->lang == LANG_ZH;
	if (!(kg >= FROM_KG && kg <= TO_KG) || age < from_y) return;
	if (!str_to_double(d->single_min, &low) || !str_to_double(d->single_max, &high)) return;
	sb_fmt(t, zh ? "按体重 %.4g kg 计算：每次 %.4g–%.4g " STR_FMT : " For a weight of %.4g kg: %.4g–%.4g " STR_FMT " a dose", kg, low * kg,
	       high * kg, STR_ARG(d->unit));
	if (str_to_double(d->daily_max, &most))
		sb_fmt(t, zh ? "，24 小时最多 %.4g " STR_FMT : ", at most %.4g " STR_FMT " in 24 hours", most * kg, STR_ARG(d->unit));
	sb_add(t, zh ? S("；换成毫升或片数要看药盒上的含量。") : S("; how many mL or tablets that is depends on the strength on the package."));
}

static str dose_text(struct planner *p, const struct drug_dose *d)
{
	bool zh = p->lang == LANG_ZH, per_kg = str_eq(d->per_kg, S("yes")), child = str_eq(d->population, S("child")),
	     elder = str_eq(d->population, S("elder"));
	struct sb t = sb_new(p->perm, 256);
	sb_add(&t, plan_name(p, d->drug));
	sb_add(&t, zh      ? child      ? S("，儿童")
				: elder ? S("，老年人")
					: S("，成人")
			: child ? S(", children")
		   : elder ? S(", older people")
			   : S(", adults"));
	if (d->indication[p->lang] >= 0) {
		sb_add(&t, zh ? S("，用于") : S(", for "));
		sb_add(&t, p->pack->passages.v[d->indication[p->lang]].text);
	}
	sb_add(&t, zh ? S("：每次 ") : S(": "));
	add_range(&t, d->single_min, d->single_max);
	sb_fmt(&t, " " STR_FMT "%s", STR_ARG(d->unit), per_kg ? "/kg" : "");
	if (d->times_min.n || d->times_max.n) {
		sb_add(&t, zh ? S("，每日 ") : S(" a dose, "));
		add_range(&t, d->times_min, d->times_max);
		sb_add(&t, zh ? S(" 次") : S(" times a day"));
	}
	if (d->daily_max.n)
		sb_fmt(&t, zh ? "，24 小时最多 " STR_FMT " " STR_FMT "%s" : ", at most " STR_FMT " " STR_FMT "%s in 24 hours", STR_ARG(d->daily_max),
		       STR_ARG(d->unit), per_kg ? "/kg" : "");
	sb_add(&t, zh ? S("（说明书范围）。") : S(" (labelled range)."));
	if (per_kg) add_by_weight(p, &t, d);
	return sb_str(&t);
}

static void say_doses(struct planner *p, int32_t drug)
{
	bool child = p->s->facts.word[WORD_CHILD] == TRI_YES;
	int said = 0;
	for (ptrdiff_t i = 0; i < p->pack->drug_doses.n && said < 2; i++) {
		const struct drug_dose *d = &p->pack->drug_doses.v[i];
		if (d->drug != drug || str_eq(d->population, S("child")) != child || !(d->single_min.n || d->single_max.n)) continue;
		plan_say_text(p, plan_part(p, S("dose"), plan_name(p, drug)), dose_text(p, d), SAY_VALUE, AUTHOR_CALCULATOR, d->row);
		if (d->note[p->lang] >= 0) plan_say(p, plan_part(p, S("dose"), plan_name(p, drug)), d->note, SAY_FACT);
		said++;
	}
	if (said) p->a->placed++;
}

static void say_over_label(struct planner *p, int32_t drug)
{
	struct dose_said d;
	if (!dose_said_over(&d, p->s, p->pack, drug)) return;
	bool zh = p->lang == LANG_ZH;
	double unit = d.most_mg >= 1000 ? 1000 : 1;
	const char *name = unit > 1 ? "g" : "mg";
	struct sb t = sb_new(p->perm, 256);
	if (zh)
		sb_fmt(&t, "%s %.4g %s，超过" STR_FMT "资料中的最大%s %.4g %s；%s",
		       d.in_all  ? "共"
		       : d.daily ? "一天"
				 : "一次",
		       d.said_mg / unit, name, STR_ARG(plan_name(p, drug)), d.daily ? "日剂量" : "单次量", d.most_mg / unit, name,
		       d.taken ? "先不要再吃，今天就联系医生，带上药盒和吃药时间。" : "不要这样用，先问医生或药师。");
	else
		sb_fmt(&t, "%.4g %s %s is above the largest labelled %s of " STR_FMT ", %.4g %s; %s", d.said_mg / unit, name,
		       d.in_all  ? "in all"
		       : d.daily ? "a day"
				 : "at once",
		       d.daily ? "daily amount" : "single dose", STR_ARG(plan_name(p, drug)), d.most_mg / unit, name,
		       d.taken ? "take no more and speak to a doctor today, with the package and the times at hand."
			       : "do not use it so; ask a doctor or pharmacist first.");
	plan_say_text(p, plan_part(p, S("dose"), plan_name(p, drug)), sb_str(&t), SAY_WARNING, AUTHOR_CALCULATOR, d.row->row);
	p->a->placed++;
}

void plan_doses(struct planner *p, int32_t drug)
{
	say_over_label(p, drug);
	if (p->wanted[ASK_DOSE]) say_doses(p, drug);
}
