/* library_fuzz.c - libFuzzer entry. A small sound pack in a temporary folder, with some of its files replaced by bytes of the input: a line
 * ">>> redflags.tsv" begins one. Whatever stands there, loading does not stumble, and what was loaded hangs together. */
#include "base/check.h"
#include "library/pack.h"

#include <fcntl.h>
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 32 << 10 };

static const struct {
	const char *name, *text;
} files[] = {
	{"pack.tsv", "key\tvalue\nid\tp\ntitle_zh\t试\ntitle_en\tTry\nversion\t1\nstate\tunreviewed sample\n"},
	{"sources.tsv", "id\tkind\ttitle\tpublisher\tyear\ns1\tguideline\t指南\t学会\t2024\ns2\tlabel\t说明书\t药厂\t\n"},
	{"departments.tsv", "id\tzh\ten\tzh_terms\ten_terms\ncardiology\t心血管内科\tCardiology\t心内科\t\n"},
	{"findings.tsv", "id\tzh\ten\ttier\tcard\tzh_terms\ten_terms\nfever\t发热\tFever\troutine\t\t发烧\t\nsudden\t突然\tSuddenly\t\t\t\t\n"},
	{"redflags.tsv", "id\ttier\tcrisis\twhen\tdepartment\tsay_zh\tsay_en\tdo_zh\tdo_en\tsource\tchecked\nr1\turgent\tno\tfever&age_m<"
			 "3\tcardiology\t今天就诊\tToday\t\t\ts1\t\n"},
	{"classes.tsv", "id\tzh\ten\tzh_terms\ten_terms\nnsaid\t非甾体抗炎药\tNSAID\t\t\n"},
	{"drugs.tsv", "id\tzh\ten\tclass\tingredients\trx\tzh_terms\ten_"
		      "terms\nibuprofen\t布洛芬\tIbuprofen\tnsaid\t\totc\t芬必得\tAdvil\nboth\t复方\tBoth\tnsaid\tibuprofen aspirin\trx\t\t\n"},
	{"labs.tsv", "id\tzh\ten\tunit\tzh_terms\ten_terms\tconvert\tlow\thigh\tlow_f\thigh_f\tcritical_low\tcritical_"
		     "high\tsource\tchecked\nalt\t谷丙转氨酶\tALT\tU/L\t转氨酶\t\tukat/L=60\t9\t50\t7\t40\t\t\ts1\t\n"},
	{"foods.tsv", "id\tzh\ten\tgroups\tzh_terms\ten_terms\nbeer\t啤酒\tBeer\talcohol\t\t\n"},
	{"drug_facts.tsv", "drug\ttopic\tzh\ten\tsource\nibuprofen\tuse\t布洛芬退热止痛。\tIbuprofen relieves fever and pain.\ts1\n"},
	{"drug_doses.tsv", "drug\troute\tpopulation\tindication_zh\tindication_en\tsingle_min\tsingle_max\tunit\tper_kg\ttimes_min\ttimes_max\tdaily_"
			   "max\tnote_zh\tnote_en\tsource\tchecked\n"
			   "ibuprofen\toral\tadult\t发热\tfever\t200\t400\tmg\tno\t3\t4\t1200\t\t\ts1\t\n"},
	{"drug_rules.tsv", "id\tsubject\tkind\tobject\twhen\ttier\tzh\ten\tdo_zh\tdo_"
			   "en\tsource\tchecked\nd1\tnsaid\tpregnancy\t\tpregnant\tstop\t孕晚期不用。\tNot in late pregnancy.\t\t\ts1\t\n"},
	{"lab_meanings.tsv", "lab\tdirection\tzh\ten\tsource\nalt\thigh\t转氨酶升高提示肝细胞受损。\tA raised ALT points to liver injury.\ts1\n"},
	{"diet.tsv", "condition\tobject\tverdict\tzh\ten\tsource\nhbp\talcohol\tavoid\t高血压不要喝酒。\tNo alcohol.\ts1\n"},
	{"cards/hbp.md", "# 高血压 | Hypertension\nid: hbp\nkind: condition\ndepartment: cardiology\ntier: routine\nzh: 血压高\nen: HTN\n\n## "
			 "what\n- 高血压是血压高。 [s1]\n  Hypertension is high pressure.\n- {age_y<18} 儿童另有标准。 [s1]\n  Children differ.\n"},
	{"cards/b.md", ""},
	{"drugs/more.tsv", ""},
};

static char folder[64];

static void path_of(char out[160], const char *name)
{
	snprintf(out, 160, "%s/%s", folder, name);
}

/* No sync and no renaming: ten thousand times faster than file_write. Empty text: the file is not there. */
static void put(const char *name, str text)
{
	char path[160];
	path_of(path, name);
	if (!text.n) {
		unlink(path);
		return;
	}
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ASSERT(fd >= 0 && write(fd, text.p, (size_t)text.n) == text.n);
	close(fd);
}

static void stop(void)
{
	char path[160];
	for (ptrdiff_t i = 0; i < COUNT(files); i++) put(files[i].name, S(""));
	path_of(path, "cards");
	rmdir(path);
	path_of(path, "drugs");
	rmdir(path);
	rmdir(folder);
}

static void start(void)
{
	char path[160];
	ASSERT(sodium_init() >= 0);
	snprintf(folder, sizeof folder, "%s/zhuyi-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	ASSERT(mkdtemp(folder));
	path_of(path, "cards");
	mkdir(path, 0700);
	path_of(path, "drugs");
	mkdir(path, 0700);
	for (ptrdiff_t i = 0; i < COUNT(files); i++) put(files[i].name, str_from(files[i].text));
	atexit(stop);
}

/* The next file of the input and its text; false at the end. What stands before the first name belongs to the first card. */
static bool next_file(str *rest, ptrdiff_t *which, str *text)
{
	str name = S("cards/hbp.md"), mark = S(">>> ");
	if (!rest->n) return false;
	if (str_starts(*rest, mark)) {
		str line = {0};
		*rest = str_slice(*rest, mark.n, rest->n);
		str_next(rest, '\n', &line);
		name = str_trim(line);
		if (!rest->p) *rest = S("");
	}
	ptrdiff_t next = str_find(*rest, S("\n>>> "));
	*text = str_slice(*rest, 0, next < 0 ? rest->n : next + 1);
	*rest = str_slice(*rest, text->n, rest->n);
	for (*which = 0; *which < COUNT(files); ++*which)
		if (str_eq(name, str_from(files[*which].name))) break;
	return true;
}

static void is_passage(const struct pack *p, int32_t i)
{
	ASSERT(i >= -1 && i < p->passages.n);
}

static void is_concept(const struct pack *p, int32_t i)
{
	ASSERT(i >= 0 && i < p->concepts.n);
}

static void are_concepts(const struct pack *p, const int32_t *v, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++) is_concept(p, v[i]);
}

static void check_passages(const struct pack *p)
{
	for (ptrdiff_t i = 0; i < p->passages.n; i++) {
		const struct passage *x = &p->passages.v[i];
		ASSERT(x->id.n && x->text.n && x->file >= 0 && x->file < p->files.n && x->line > 0 && x->section >= -1 && x->section < SECTION_COUNT);
		ASSERT(x->lang == LANG_ZH || x->lang == LANG_EN);
		ASSERT(x->concept >= -1 && x->concept < p->concepts.n);
		for (ptrdiff_t k = 0; k < x->source_count; k++) ASSERT(x->sources[k] >= 0 && x->sources[k] < p->sources.n);
		ASSERT(pack_passage(p, x->id) != NULL);
	}
}

static void check_cards(const struct pack *p, const struct facts *f)
{
	for (ptrdiff_t i = 0; i < p->cards.n; i++) {
		const struct card *c = &p->cards.v[i];
		is_concept(p, c->concept);
		ASSERT(pack_card(p, c->concept) == c && c->parent >= -1 && c->parent < p->concepts.n);
		is_passage(p, c->head);
		are_concepts(p, c->departments, c->department_count);
		for (int s = 0; s < SECTION_COUNT; s++)
			for (ptrdiff_t b = 0; b < c->sections[s].n; b++) {
				const struct bullet *x = &c->sections[s].v[b];
				for (int lang = 0; lang < LANGS; lang++) {
					ASSERT(x->passage[lang] >= 0);
					is_passage(p, x->passage[lang]);
				}
				expr_eval(&x->when, f);
			}
	}
}

static void check_labs(const struct pack *p, const struct facts *f)
{
	for (ptrdiff_t i = 0; i < p->labs.n; i++) {
		const struct lab *l = &p->labs.v[i];
		is_concept(p, l->concept);
		ASSERT(l->range >= 0 && l->range < p->passages.n);
		ASSERT(0 <= l->range_from && l->range_from <= l->range_to && l->range_to <= p->passages.v[l->range].text.n);
		struct lab_reading r = lab_read(l, 1e9, l->unit, f);
		ASSERT(lab_flag_name(r.flag).n > 0 && (r.flag != LAB_UNKNOWN || r.why));
	}
	for (ptrdiff_t i = 0; i < p->lab_meanings.n; i++) is_concept(p, p->lab_meanings.v[i].lab);
}

static void check_drugs(const struct pack *p, const struct facts *f)
{
	static char room[1 << 20];
	for (ptrdiff_t i = 0; i < p->concepts.n; i++)
		ASSERT(p->drug_of[i] >= -1 && p->drug_of[i] < p->drugs.n && p->default_tier[i] >= -1 && p->default_tier[i] < TIER_COUNT);
	for (ptrdiff_t i = 0; i < p->drugs.n; i++) {
		const struct drug *d = &p->drugs.v[i];
		are_concepts(p, d->classes, d->class_count);
		are_concepts(p, d->ingredients, d->ingredient_count);
		ASSERT(p->drug_of[d->concept] == i);
		is_passage(p, d->row);
	}
	for (ptrdiff_t i = 0; i < p->drugs.n && i < 8; i++)
		for (ptrdiff_t k = -1; k < p->drugs.n && k < 8; k++) {
			struct arena a = {room, room + sizeof room, NULL};
			struct rx_findings found = {0};
			int32_t with = k < 0 ? -1 : p->drugs.v[k].concept;
			rx_check(p->rx_rules.v, p->rx_rules.n, p->drugs.v, p->drug_of, p->drugs.v[i].concept, with, f, true, &found, &a);
			if (k >= 0) rx_duplicate(p->drugs.v, p->drug_of, p->drugs.v[i].concept, with);
		}
	for (ptrdiff_t i = 0; i < p->drug_facts.n; i++) is_concept(p, p->drug_facts.v[i].drug);
	for (ptrdiff_t i = 0; i < p->drug_doses.n; i++) is_passage(p, p->drug_doses.v[i].row);
}

static void check_rules(const struct pack *p, const struct facts *f, struct arena a)
{
	for (ptrdiff_t i = 0; i < p->redflags.n; i++) {
		const struct triage_rule *r = &p->redflags.v[i];
		ASSERT(r->id.n && r->say[LANG_ZH] >= 0 && r->say[LANG_EN] >= 0);
		for (int lang = 0; lang < LANGS; lang++) is_passage(p, r->say[lang]), is_passage(p, r->act[lang]);
		are_concepts(p, r->departments, r->department_count);
	}
	struct triage t = triage_judge(p->redflags.v, p->redflags.n, p->default_tier, f, &a);
	ASSERT(t.rule_count >= 0 && t.rule_count <= p->redflags.n);
	for (ptrdiff_t i = 0; i < t.rule_count; i++) ASSERT(p->redflags.v[t.rules[i]].tier <= t.tier);
	for (ptrdiff_t i = 0; i < p->foods.n; i++) are_concepts(p, p->foods.v[i].groups, p->foods.v[i].group_count);
	for (ptrdiff_t i = 0; i < p->diets.n; i++) is_concept(p, p->diets.v[i].condition), is_concept(p, p->diets.v[i].object);
	for (ptrdiff_t i = 0; i < p->refused.n; i++) ASSERT(p->refused.v[i].why && p->refused.v[i].line >= 0);
}

static void check_pack(const struct pack *p)
{
	static struct arena whole;
	if (!whole.beg) whole = arena_create(64 << 20);
	struct arena a = whole;
	struct facts f = facts_none(p->concepts.n, &a);
	struct hits hits = {0};
	for (int32_t i = 0; i < p->concepts.n; i++) facts_add(&f, i), facts_add_past(&f, i);
	facts_set_age(&f, 40);
	check_passages(p);
	check_cards(p, &f);
	check_labs(p, &f);
	check_drugs(p, &f);
	check_rules(p, &f, a);
	lexicon_scan(p->lexicon, S("突然发热 高血压 alt 120 u/l htn ibuprofen 布洛芬"), &hits, &a);
	for (ptrdiff_t i = 0; i < hits.n; i++) is_concept(p, hits.v[i].value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool changed[COUNT(files)] = {false};
	str rest = {(const char *)data, (ptrdiff_t)size}, text;
	ptrdiff_t which;
	struct fail fail = {0};
	if (size > INPUT_MAX) return 0;
	if (!folder[0]) start();
	while (next_file(&rest, &which, &text))
		if (which < COUNT(files)) put(files[which].name, text), changed[which] = true;
	struct pack *p = pack_load(folder, &fail);
	ASSERT((p != NULL) == (fail.rc == RC_OK));
	if (p) {
		check_pack(p);
		pack_destroy(p);
	}
	for (ptrdiff_t i = 0; i < COUNT(files); i++)
		if (changed[i]) put(files[i].name, str_from(files[i].text));
	return 0;
}
