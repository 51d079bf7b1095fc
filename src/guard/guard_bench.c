/* guard_bench.c - one line per case: name, value, unit, separated by tabs. */
#include "base/check.h"
#include "base/clock.h"
#include "guard/guard.h"

#include <stdio.h>

enum { CHECKS = 200000 };

static const struct {
	const char *name, *sentence, *evidence;
} cases[] = {
	{"supported_zh", "高血压是没吃降压药时，不同日三次在诊室测得的收缩压（高压）≥140 mmHg 和（或）舒张压（低压）≥90 mmHg。",
	 "高血压是没吃降压药时，不同日三次在诊室测得收缩压（高压）≥140 mmHg 和（或）舒张压（低压）≥90 mmHg。"},
	{"contradicted_zh", "对乙酰氨基酚饭前饭后都可以吃，两次之间至少隔 4 到 6 分钟，24 小时内不超过 4 次。",
	 "对乙酰氨基酚饭前饭后都可以吃，两次之间至少隔 4 到 6 小时，24 小时内不超过 4 次。"},
	{"unrelated_zh", "每天早上喝一杯芹菜汁可以根治高血压，三个月就能停药。",
	 "乙肝会传染，途径只有三条：血液、性接触和母婴；一起吃饭、说话、握手不传染。"},
	{"supported_en",
	 "Chickenpox is very contagious, by droplets and blister fluid, from 1-2 days before the rash until all the spots have crusted.",
	 "Chickenpox is very contagious by droplets and blister fluid from 1-2 days before the rash until all spots have crusted."},
	{"contradicted_en", "Ibuprofen, adults, for fever: 200-4000 mg a dose, 1-4 times a day, at most 12000 mg in 24 hours.",
	 "Ibuprofen, adults, for fever: 200-400 mg a dose, 1-4 times a day, at most 1200 mg in 24 hours."},
};

static void bench(ptrdiff_t k, struct arena scratch)
{
	str sentence = str_from(cases[k].sentence), evidence = str_from(cases[k].evidence);
	int64_t from = clock_monotonic_us(), sum = 0;
	for (int i = 0; i < CHECKS; i++) sum += guard_judge(sentence, &evidence, 1, scratch).verdict;
	double s = (double)(clock_monotonic_us() - from) / 1e6;
	printf("%s\t%.0f\tchecks_per_second\t%s\n", cases[k].name, CHECKS / s, verdict_name((enum verdict)(sum / CHECKS)).p);
}

int main(void)
{
	struct arena a = arena_create(8 << 20);
	for (ptrdiff_t k = 0; k < COUNT(cases); k++) bench(k, a);
	arena_destroy(a);
	return 0;
}
