#include "consult/words.h"

#include "base/check.h"

static const char *const texts[WORD_TEXTS][2] = {
	[SAY_NOT_UNDERSTOOD] = {"这个问题我没有看懂，不能乱答。", "I could not place this question and will not guess."},
	[SAY_UNDERSTOOD_TERMS] = {"我认出了：{}。", "I recognised: {}."},
	[SAY_OFFER_DOCTOR] = {"可以换个说法再问，例如“某某病有什么症状”；也可以点“转给医生”。",
			      "You can put it another way, for example \"what are the symptoms of …\", or pass it to a doctor."},
	[SAY_NO_EVIDENCE] = {"内置资料里没有核对到能回答这个问题的内容，所以不作回答。",
			     "The built-in material holds nothing that answers this, so no answer is given."},
	[SAY_HELD_REASON] = {"这涉及对您个人的诊断或用药决定，要由执业医师看过后答复。",
			     "This is a decision about your own diagnosis or treatment, so a licensed doctor has to answer it."},
	[SAY_HELD_MEANWHILE] =
		{"等医生答复期间，请不要自行开始、停用或更改药物；症状加重就直接就诊。",
		 "Until a doctor has answered please do not start, stop or change a drug on your own; if things get worse, go and be seen."},
	[SAY_HANDED_REASON] = {"情况可能紧急，需要医生处理。", "This may be urgent and needs a doctor."},
	[SAY_HANDED_MEANWHILE] = {"不要等这里的回复，先按上面第一行去做。", "Do not wait for a reply here; do what the first line says."},
	[SAY_HOSPITAL] = {"我不推荐具体的医院和医生。可以到当地设有对应科室的公立医院就诊，疑难情况再由医生转诊到上级医院。",
			  "I do not recommend particular hospitals or doctors. A public hospital with the right department is a good start; a doctor "
			  "there can refer you on."},
	[SAY_COST] = {"费用因地区、医院和医保而不同，我没有可核对的价格；可以向就诊医院或当地医保部门询问。",
		      "Costs differ by place, hospital and insurance and I have no price I can verify; ask the hospital or your insurer."},
	[SAY_INDIVIDUAL_STOP] =
		{"要不要停药、减药或换药，要由开药的医生结合您的情况决定；请不要自行改动。",
		 "Whether to stop, reduce or change a drug is for the prescribing doctor who knows your case; please do not change it on your own."},
	[SAY_INDIVIDUAL_DIAGNOSE] = {"是不是某种病，要由医生问诊、检查后判断；下面是与您描述有关的一般信息。",
				     "Whether it is a certain disease is for a doctor to say after seeing you; what follows is general information "
				     "on what you describe."},
	[SAY_INDIVIDUAL_PRESCRIBE] = {"我不能开处方；处方要由执业医师看过您之后开具。",
				      "I cannot prescribe; a licensed doctor has to see you first."},
	[SAY_DRUG_NOT_CHECKED] = {"没有核对到药物“{}”，关于它的安全性没有检查。",
				  "The drug \"{}\" is not in the material; its safety was not checked."},
	[SAY_FACT_NOT_CHECKED] = {"没有认出或不合理的资料“{}”，没有用上。",
				  "\"{}\" in the facts sent along was not recognised or cannot be; it was not used."},
	[SAY_HELD_UNSUPPORTED] = {"有内容没有通过核对，先由医生看过再答复。",
				  "Part of the answer did not pass the checks, so a doctor looks at it first."},
	[SAY_PAIR_NOT_CHECKED] = {"没有核对到“{}”与“{}”之间的规则：这不等于没有问题，请让药师或医生再看一遍。",
				  "No rule was found for \"{}\" with \"{}\": that does not mean it is safe; have a pharmacist or doctor look."},
	[SAY_FOOD_NOT_CHECKED] = {"没有核对到“{}”与“{}”的专门依据。", "Nothing specific on \"{}\" with \"{}\" was found."},
	[SAY_SECTION_UNKNOWN] = {"关于“{}”的“{}”，内置资料里没有核对过的内容。", "The built-in material has nothing checked on \"{1}\" for {0}."},
	[SAY_ASK_AGE] = {"请问多大年纪？（儿童和老人的建议不同）", "How old is the person? (Advice differs for children and the old.)"},
	[SAY_ASK_UNIT] = {"“{}”的数值是什么单位？化验单上写在数字后面。",
			  "Which unit is the value of {} in? It stands behind the number on the report."},
	[SAY_ASK_DRUG] = {"请写出药盒上的通用名。", "Please give the generic name printed on the box."},
	[SAY_ASK_WHAT] = {"想了解它的哪一方面？例如症状、检查、治疗、饮食、会不会传染。",
			  "What would you like to know: symptoms, tests, treatment, diet, whether it is contagious?"},
	[SAY_ASK_SYMPTOM] = {"哪里不舒服，多久了，有没有发热、呼吸困难、剧烈疼痛或出血？",
			     "What is wrong and since when, and is there fever, trouble breathing, severe pain or bleeding?"},
	[SAY_UNREVIEWED] = {"内容未经审核，仅为示例", "unreviewed sample content"},
	[SAY_COME_SOONER] = {"出现这些情况，不要再等，尽快就医", "Come sooner if"},
	[SAY_NOT_KNOWN] = {"没有核对到的", "Not checked"},
	[SAY_STOP_PAIR] = {"不要自己合在一起用，先问医生或药师", "Do not combine these on your own: ask a doctor or pharmacist first"},
	[SAY_CARE_PAIR] = {"一起用要当心，先问医生或药师", "Take care with these together: ask a doctor or pharmacist first"},
	[SAY_CARE_USE] = {"用之前先问医生或药师", "Ask a doctor or pharmacist before using it"},
	[SAY_STOP_USE] = {"不要自己用，先问医生或药师", "Do not use it on your own: ask a doctor or pharmacist first"},
	[SAY_STATED] = {"{}：是您以前在咨询里说的，还没有核实，这次按有此情况考虑。不对的话，请在“我的健康”里更正。",
			"{}: you said so in an earlier conversation; nobody has confirmed it. It was taken into account. If it is wrong, put it "
			"right under My health."},
	[SAY_VALUES_LEFT] = {"这几项的数值没有逐项说：{}。", "These values were not gone into one by one: {}."},
};

static const struct {
	const char *key, *text[2];
} parts[] = {
	{"what", {"是什么", "What it is"}},
	{"symptoms", {"有什么表现", "Symptoms"}},
	{"causes", {"为什么会这样", "Why it happens"}},
	{"harm", {"严不严重，会怎样", "How serious it is"}},
	{"redflags", {"出现这些，尽快就医", "Come sooner if"}},
	{"urgent", {"急不急", "How urgent it is"}},
	{"tests", {"做什么检查", "Tests"}},
	{"results", {"结果怎么看", "What the result means"}},
	{"department", {"看什么科", "Which department"}},
	{"treatment", {"怎么治", "Treatment"}},
	{"todo", {"怎么办", "What to do"}},
	{"selfcare", {"现在可以怎么做", "What to do now"}},
	{"drugs", {"用什么药", "Drugs"}},
	{"surgery", {"要不要手术", "Operation"}},
	{"tcm", {"中医中药", "Traditional medicine"}},
	{"cure", {"能不能好", "Outlook"}},
	{"firstaid", {"发作时怎么办", "First aid"}},
	{"diet", {"怎么吃", "Food and drink"}},
	{"daily", {"日常注意", "Daily life"}},
	{"prevention", {"怎么预防", "Prevention"}},
	{"contagion", {"会不会传染", "Is it contagious"}},
	{"inherit", {"会不会遗传", "Is it hereditary"}},
	{"vaccine", {"疫苗", "Vaccines"}},
	{"pregnancy", {"怀孕与生育", "Pregnancy and children"}},
	{"lactation", {"哺乳", "Breastfeeding"}},
	{"child", {"儿童", "In children"}},
	{"elderly", {"老年人", "In older people"}},
	{"followup", {"复查", "Follow-up"}},
	{"referral", {"要不要住院或转诊", "Referral"}},
	{"work", {"工作、上学和体检", "Work and check-ups"}},
	{"side_effects", {"副作用", "Side effects"}},
	{"dose", {"用法用量", "How much and how"}},
	{"missed", {"漏服", "Missed dose"}},
	{"interaction", {"能不能一起用", "Together"}},
	{"drug", {"关于这个药", "About the drug"}},
	{"caution", {"用药提醒", "Cautions"}},
	{"food", {"能不能吃", "May one eat it"}},
	{"value", {"数值怎么看", "What the value means"}},
	{"hospital", {"去哪里看", "Where to go"}},
	{"cost", {"费用", "Cost"}},
	{"individual", {"需要医生决定的", "For a doctor to decide"}},
	{"related", {"资料里相关的内容", "Related in the material"}},
};

str words_say(enum word w, enum language lang)
{
	ASSERT(w >= 0 && w < WORD_TEXTS);
	return str_from(texts[w][lang]);
}

str words_part(str key, enum language lang)
{
	for (ptrdiff_t i = 0; i < COUNT(parts); i++)
		if (str_eq(key, str_from(parts[i].key))) return str_from(parts[i].text[lang]);
	return key;
}

str words_tier(enum tier tier, bool personal, enum language lang)
{
	static const char *const now[TIER_COUNT][2] = {
		[TIER_EMERGENCY] = {"现在打 120，或马上去急诊", "Call 120 now, or go to an emergency department at once"},
		[TIER_URGENT] = {"今天就去医院看", "See a doctor today"},
		[TIER_ROUTINE] = {"不急，这几天到门诊看一看", "Not urgent: see a doctor in the next days"},
		[TIER_SELF_CARE] = {"在家处理一般就可以", "Home care is usually enough"},
	};
	static const char *const calm[2] = {"不急，下次看门诊时可以再问问医生", "Not urgent: something to raise at the next visit"};
	return str_from(!personal && tier == TIER_ROUTINE ? calm[lang] : now[tier][lang]);
}

str words_fill(struct arena *perm, str pattern, const str *pieces, ptrdiff_t n)
{
	struct sb out = sb_new(perm, pattern.n + 64);
	ptrdiff_t used = 0;
	for (ptrdiff_t i = 0; i < pattern.n; i++) {
		str rest = str_slice(pattern, i, pattern.n);
		bool numbered = rest.n > 2 && rest.p[0] == '{' && rest.p[1] >= '0' && rest.p[1] <= '9' && rest.p[2] == '}';
		if (!str_starts(rest, S("{}")) && !numbered) {
			sb_byte(&out, pattern.p[i]);
			continue;
		}
		ptrdiff_t k = numbered ? rest.p[1] - '0' : used++;
		ASSERT(k < n);
		sb_add(&out, pieces[k]);
		i += numbered ? 2 : 1;
	}
	return sb_str(&out);
}
