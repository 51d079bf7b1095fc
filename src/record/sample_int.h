/* sample_int.h - a fictional person with everything an export can hold, for tests and for tests/fhir/sample.c. */
#ifndef RECORD_SAMPLE_INT_H
#define RECORD_SAMPLE_INT_H

#include "base/check.h"
#include "record/export.h"

struct sample_answer {
	const char *id, *lang, *question, *state, *tier, *headline, *act, *title, *about, *said, *source, *not_checked, *held, *reply;
	int64_t at_ms;
};

enum { SAMPLE_CASES = 3 };
#define SAMPLE_NOW_MS INT64_C(1795993033302) /* 2026-11-29 */

static const struct sample_answer sample_answers[SAMPLE_CASES] = {
	{"01M8MRDPJP2Q24KJE942R7GSMT", "zh", "我在吃华法林，牙疼能不能吃布洛芬？还有家里的“某某胶囊”能一起吃吗？", "answered", "routine",
	 "不要自己合在一起用，先问医生或药师", "", "能不能一起用", "华法林 + 布洛芬",
	 "华法林和非甾体抗炎药（如布洛芬、双氯芬酸、阿司匹林）一起用，会明显增加消化道等部位的出血风险。",
	 "Stockley's Drug Interactions, 12th edition", "没有核对到药物“某某胶囊”，关于它的安全性没有检查。", "", "", INT64_C(1795900000000)},
	{"01M8MRDPJP2Q24KJE942R7GSMV", "zh", "我爸突然胸口剧痛，出冷汗", "handed_over", "emergency", "现在打 120：这样的胸痛要先按急性心肌梗死处理。",
	 "坐着或半躺，不要走动，不要自己开车去医院。", "等车的时候", "胸痛", "不要让他走动，松开衣领，有人一直陪着。", "内科学（第9版）", "",
	 "已经通知值班医生。", "", INT64_C(1795800000000)},
	{"01M8MRDPJP2Q24KJE942R7GSMW", "en", "Can I stop my blood pressure tablets now that the readings are fine?", "signed", "routine",
	 "Do not stop them yourself; ask at the next visit", "", "Stopping a medicine", "amlodipine",
	 "Blood pressure usually rises again within weeks after the tablets are stopped.", "Sample guideline on hypertension", "",
	 "Whether to stop is for a doctor to decide; yours will reply.",
	 "Please keep taking amlodipine 5 mg once a day. Measure for two weeks, morning and evening, and bring the list; then we decide together.",
	 INT64_C(1795700000000)},
};

static inline void sample_evidence(struct jw *w, const char *key, int n, const char *quote, const char *source)
{
	jw_array(w, key);
	jw_object(w, NULL);
	jw_i64(w, "n", n);
	jw_str(w, "passage", S("sample/passage"));
	jw_i64(w, "start", 0);
	jw_i64(w, "end", (int64_t)strlen(quote));
	jw_str(w, "quote", str_from(quote));
	jw_str(w, "source", str_from(source));
	jw_str(w, "year", S("2019"));
	jw_str(w, "state", S("unreviewed sample"));
	jw_end_object(w);
	jw_end_array(w);
}

static inline void sample_reply(struct jw *w, const struct sample_answer *s)
{
	if (!*s->reply) {
		jw_null(w, "reply");
		return;
	}
	jw_object(w, "reply");
	jw_str(w, "by", S("林示例"));
	jw_str(w, "title", S("主治医师"));
	jw_str(w, "licence", S("110000000000001"));
	jw_str(w, "text", str_from(s->reply));
	jw_i64(w, "signed_ms", s->at_ms + 3600000);
	jw_str(w, "verdict", S("signed"));
	jw_end_object(w);
}

static inline void sample_statements(struct jw *w, const struct sample_answer *s)
{
	jw_array(w, "parts");
	jw_object(w, NULL);
	jw_str(w, "section", S("sample"));
	jw_str(w, "title", str_from(s->title));
	jw_str(w, "about", str_from(s->about));
	jw_array(w, "statements");
	jw_i64(w, NULL, 0);
	jw_end_array(w);
	jw_end_object(w);
	jw_end_array(w);
	jw_array(w, "statements");
	jw_object(w, NULL);
	jw_i64(w, "i", 0);
	jw_str(w, "text", str_from(s->said));
	jw_str(w, "verdict", S("supported"));
	sample_evidence(w, "evidence", 2, s->said, s->source);
	jw_end_object(w);
	jw_end_array(w);
}

/* A stored answer in the shape of docs/contract.md, with the members an export reads. */
static inline str sample_body(const struct sample_answer *s, struct arena *a)
{
	struct sb out = sb_new(a, 4096), plain = sb_new(a, 1024);
	struct jw w = {&out, false};
	sb_fmt(&plain, "%s\n%s%s\n%s: %s\n- %s\n", s->headline, s->act, *s->act ? "\n" : "", s->about, s->title, s->said);
	if (*s->not_checked) sb_fmt(&plain, "\n- %s\n", s->not_checked);
	if (*s->held) sb_fmt(&plain, "\n%s\n", s->held);
	jw_object(&w, NULL);
	jw_str(&w, "case", str_from(s->id));
	jw_str(&w, "lang", str_from(s->lang));
	jw_str(&w, "question", str_from(s->question));
	jw_i64(&w, "created_ms", s->at_ms);
	jw_bool(&w, "ai", true);
	jw_str(&w, "state", str_from(s->state));
	jw_str(&w, "tier", str_from(s->tier));
	jw_object(&w, "headline");
	jw_str(&w, "tier", str_from(s->tier));
	jw_bool(&w, "stop", s == &sample_answers[0]);
	jw_str(&w, "text", str_from(s->headline));
	jw_str(&w, "do", str_from(s->act));
	sample_evidence(&w, "evidence", 1, s->said, s->source);
	jw_end_object(&w);
	sample_statements(&w, s);
	jw_str(&w, "answer", sb_str(&plain));
	jw_array(&w, "ask");
	jw_end_array(&w);
	jw_array(&w, "not_checked");
	if (*s->not_checked) jw_str(&w, NULL, str_from(s->not_checked));
	jw_end_array(&w);
	if (*s->held) {
		jw_object(&w, "held");
		jw_str(&w, "reason", str_from(s->held));
		jw_str(&w, "meanwhile", S(""));
		jw_end_object(&w);
	} else jw_null(&w, "held");
	sample_reply(&w, s);
	jw_object(&w, "edition");
	jw_str(&w, "title", str_eq(str_from(s->lang), S("zh")) ? S("全科医学示例资料") : S("General practice, sample"));
	jw_str(&w, "version", S("2026.11"));
	jw_str(&w, "state", S("unreviewed sample"));
	jw_end_object(&w);
	jw_end_object(&w);
	return sb_str(&out);
}

#define SAMPLE_PERSON "01M8000000000000000000PSN1"
#define SAMPLE_DOCTOR "01M8000000000000000000DCT1"
#define SAMPLE_WIFE "01M8000000000000000000WFE1"
#define SAMPLE_DAUGHTER "01M8000000000000000000DTR1"
#define SAMPLE_HASH "672b7c55cd3ad617fce8607f28b913a64df396c7ab217229fd55be7518738299"
#define SAMPLE_SALT "a1a091a1234130b249bb870eb4fe51f4802fe3bc4af26707e8dac5d99641d905"

static inline void sample_shared(struct record_export *x, struct arena *a)
{
	struct export_consent *consents = ARENA_NEW(a, struct export_consent, 3);
	struct export_access *accesses = ARENA_NEW(a, struct export_access, 3);
	struct export_relation *relations = ARENA_NEW(a, struct export_relation, 2);
	struct export_decision *decisions = ARENA_NEW(a, struct export_decision, 2);
	consents[0] = (struct export_consent){.id = S("01M8000000000000000000CNS1"),
					      .purpose = S("consult"),
					      .sensitive = true,
					      .edition = S("2026-11"),
					      .given_by = S(SAMPLE_PERSON),
					      .given_ms = INT64_C(1795600000000),
					      .text_zh = S("我同意医院为了回答我的问题处理我的健康信息。"),
					      .text_en = S("I agree that the hospital processes my health information to answer my questions.")};
	consents[1] = (struct export_consent){.id = S("01M8000000000000000000CNS2"),
					      .purpose = S("family"),
					      .sensitive = true,
					      .other = S(SAMPLE_WIFE),
					      .edition = S("2026-11"),
					      .given_by = S(SAMPLE_PERSON),
					      .given_ms = INT64_C(1795610000000)};
	consents[2] = (struct export_consent){.id = S("01M8000000000000000000CNS3"),
					      .purpose = S("labelling"),
					      .edition = S("2026-11"),
					      .given_by = S(SAMPLE_PERSON),
					      .given_ms = INT64_C(1795620000000),
					      .withdrawn_by = S(SAMPLE_PERSON),
					      .withdrawn_ms = INT64_C(1795630000000)};
	accesses[0] = (struct export_access){.id = S("01M8000000000000000000ACC1"),
					     .at_ms = INT64_C(1795703000000),
					     .actor = S(SAMPLE_DOCTOR),
					     .name = S("林示例"),
					     .title = S("主治医师"),
					     .role = S("doctor"),
					     .action = S("case.read"),
					     .relation = S("treating"),
					     .case_id = S("01M8MRDPJP2Q24KJE942R7GSMW")};
	accesses[1] = (struct export_access){.id = S("01M8000000000000000000ACC2"),
					     .at_ms = INT64_C(1795750000000),
					     .actor = S("01M8000000000000000000DCT2"),
					     .name = S("周示例"),
					     .title = S("副主任医师"),
					     .role = S("doctor"),
					     .action = S("facts.read"),
					     .relation = S("glass"),
					     .reason = S("急诊昏迷，需要马上知道过敏和用药")};
	accesses[2] = (struct export_access){.id = S("01M8000000000000000000ACC3"),
					     .at_ms = INT64_C(1795760000000),
					     .actor = S(SAMPLE_WIFE),
					     .name = S("李示例"),
					     .role = S("patient"),
					     .action = S("facts.read"),
					     .relation = S("family")};
	relations[0] = (struct export_relation){S(SAMPLE_WIFE), S("李示例"), S("by"), S("family"), S("active"), INT64_C(1795610000000), 0};
	relations[1] = (struct export_relation){S(SAMPLE_DAUGHTER),     S("王小例"),           S("for"), S("guardian"), S("active"),
						INT64_C(1795600000000), INT64_C(1995600000000)};
	decisions[0] = (struct export_decision){
		S("01M8MRDPJP2Q24KJE942R7GSMW"), S("answer"), 41, INT64_C(1795700000100), S(SAMPLE_HASH), S(SAMPLE_SALT), S(SAMPLE_SALT)};
	decisions[1] = (struct export_decision){
		S("01M8MRDPJP2Q24KJE942R7GSMW"), S("sign"), 44, INT64_C(1795703600100), S(SAMPLE_HASH), S(SAMPLE_SALT), S(SAMPLE_SALT)};
	x->consents = consents;
	x->consent_count = 3;
	x->accesses = accesses;
	x->access_count = 3;
	x->relations = relations;
	x->relation_count = 2;
	x->decisions = decisions;
	x->decision_count = 2;
	x->head = (struct export_head){17, 45, INT64_C(1795703600200), S(SAMPLE_HASH), S(SAMPLE_SALT SAMPLE_SALT), S(SAMPLE_SALT)};
}

static inline struct record_export sample_export(struct arena *a)
{
	static str conditions[] = {{"高血压", 9}}, allergies[] = {{"青霉素", 9}}, drugs[] = {{"氨氯地平 5 mg 每天一次", 29}, {"华法林", 9}};
	struct export_case *cases = ARENA_NEW(a, struct export_case, SAMPLE_CASES);
	struct record_export x = {.now_ms = SAMPLE_NOW_MS,
				  .org = S("sample"),
				  .org_zh = S("示例医院（虚构）"),
				  .org_en = S("Sample Hospital (fictional)"),
				  .fictional = true,
				  .version = S("0.1.0")};
	x.profile = (struct profile){
		S(SAMPLE_PERSON), S("王示例"), S("1980-02-29"), S("male"), S("+86 139 0000 0000"), {S("李示例"), S("+86 138 0000 0000"), S("妻子")}};
	x.login = S("wang-shili");
	x.facts = (struct person_facts){.birth = S("1980-02-29"),
					.sex = S("male"),
					.weight_kg = S("72.50"),
					.height_cm = S("174"),
					.pregnant = TRI_UNKNOWN,
					.conditions = {true, conditions, 1},
					.allergies = {true, allergies, 1},
					.drugs = {true, drugs, 2}};
	x.facts_ms = INT64_C(1795650000000);
	for (int i = 0; i < SAMPLE_CASES; i++) cases[i] = (struct export_case){str_from(sample_answers[i].id), sample_body(&sample_answers[i], a)};
	x.cases = cases;
	x.case_count = SAMPLE_CASES;
	sample_shared(&x, a);
	return x;
}

#endif
