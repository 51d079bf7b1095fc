/* order.c - runs orders written as JSON Lines and what must come of them (cases/README.md).
 *
 * usage: order PACK FILE…  A line is {"name", "line": an order as `zhuyi rx` takes it, "expect": {"rule": [any of "a|b" must be found], "not": [rules
 * that must not be], "tier": {rule: its tier, quieted or not}, "unchecked": [pieces of a reason or drug], "stop": how many stops, "tiers"…}}. A line
 * with "clean": true is counted: at most one in twenty may be stopped. Prints TAP. */
#include "base/file.h"
#include "consult/rx_json.h"

#include <sodium.h>
#include <stdio.h>

static struct pack *pack;
static struct arena whole;
static int failed, clean, stopped;
enum { TODAY = 20786 }; /* 2026-11-29 */

static void report(bool ok, const char *file, str name, str why)
{
	printf("%s %s: " STR_FMT "\n", ok ? "ok" : "not ok", file, STR_ARG(name));
	if (!ok) printf("# " STR_FMT "\n", STR_ARG(why));
	failed += !ok;
}

static bool listed(jv list, str rule, const char *tier)
{
	for (ptrdiff_t i = 0; i < json_count(list); i++)
		if (str_eq(json_str(json_at(list, i), "rule"), rule) && (!tier || str_eq(json_str(json_at(list, i), "tier"), str_from(tier))))
			return true;
	return false;
}

static bool any_found(jv findings, str rules)
{
	str rule;
	while (str_next(&rules, '|', &rule))
		if (listed(findings, rule, NULL)) return true;
	return false;
}

static bool said(jv unchecked, str piece)
{
	for (ptrdiff_t i = 0; i < json_count(unchecked); i++)
		if (str_find(json_str(json_at(unchecked, i), "reason"), piece) >= 0 ||
		    str_find(json_str(json_at(unchecked, i), "drug"), piece) >= 0 || str_eq(json_str(json_at(unchecked, i), "need"), piece))
			return true;
	return false;
}

static int count_tier(jv findings, const char *tier)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < json_count(findings); i++) n += str_eq(json_str(json_at(findings, i), "tier"), str_from(tier));
	return n;
}

/* The first thing expected that is not so; empty when all is. */
static str missing(jv expect, jv reply)
{
	jv findings = json_get(reply, "findings"), unchecked = json_get(reply, "unchecked"), quieted = json_get(reply, "quieted");
	double n;
	for (ptrdiff_t i = 0; i < json_count(json_get(expect, "rule")); i++)
		if (!any_found(findings, json_text(json_at(json_get(expect, "rule"), i)))) return json_text(json_at(json_get(expect, "rule"), i));
	for (ptrdiff_t i = 0; i < json_count(json_get(expect, "not")); i++) {
		str rule = json_text(json_at(json_get(expect, "not"), i));
		if (listed(findings, rule, NULL) || listed(quieted, rule, NULL)) return rule;
	}
	for (ptrdiff_t i = 0; i < json_count(json_get(expect, "tier")); i++) {
		jv want = json_at(json_get(expect, "tier"), i);
		str rule = json_str(want, "rule");
		const char *tier = json_str(want, "tier").p;
		if (!listed(findings, rule, tier) && !listed(quieted, rule, tier)) return rule;
	}
	for (ptrdiff_t i = 0; i < json_count(json_get(expect, "unchecked")); i++)
		if (!said(unchecked, json_text(json_at(json_get(expect, "unchecked"), i))))
			return json_text(json_at(json_get(expect, "unchecked"), i));
	if (json_number(expect, "stop", &n) && count_tier(findings, "stop") != (int)n) return S("number of stops");
	if (json_number(expect, "unchecked_count", &n) && json_count(unchecked) != (ptrdiff_t)n) return S("number not checked");
	return S("");
}

static void check(const char *file, jv test)
{
	struct arena a = whole;
	struct fail fail = {0};
	struct sb out = sb_new(&a, 8192);
	struct jw w = {&out, false};
	jv reply = NULL;
	str name = json_str(test, "name");
	jw_object(&w, NULL);
	bool ok = rx_reply(pack, json_get(test, "line"), TODAY, &w, &a, &fail);
	jw_end_object(&w);
	if (!ok || !json_parse(&reply, sb_str(&out), 16, &fail)) return report(false, file, name, str_from(fail.what));
	str wrong = missing(json_get(test, "expect"), reply);
	if (json_flag(test, "clean")) {
		bool stop = count_tier(json_get(reply, "findings"), "stop") > 0;
		clean++, stopped += stop;
		if (stop) printf("# stopped: " STR_FMT " " STR_FMT "\n", STR_ARG(name), STR_ARG(sb_str(&out)));
	}
	struct sb why = sb_new(&a, out.n + 64);
	sb_add(&why, wrong);
	sb_add(&why, S(" in "));
	sb_add(&why, sb_str(&out));
	report(!wrong.n, file, name, sb_str(&why));
	json_free(reply);
}

static void read_lines(const char *file, str text)
{
	str line;
	struct fail fail = {0};
	while (str_next(&text, '\n', &line)) {
		jv test = NULL;
		if (!str_trim(line).n) continue;
		if (json_parse(&test, line, 16, &fail)) check(file, test);
		else report(false, file, line, str_from(fail.what));
		json_free(test);
	}
}

int main(int argc, char **argv)
{
	struct fail f = {0};
	if (argc < 3 || sodium_init() < 0) return 2;
	pack = pack_load(argv[1], &f);
	if (!pack) return fprintf(stderr, "%s\n", f.what), 2;
	struct arena cases = arena_create(16 << 20);
	whole = arena_create(64 << 20);
	for (int i = 2; i < argc; i++) {
		str text;
		if (!file_read(&text, argv[i], 8 << 20, &cases, &f)) return fprintf(stderr, "%s\n", f.what), 2;
		read_lines(argv[i], text);
	}
	if (clean) {
		printf("%s clean prescriptions stopped: %d of %d, at most 5 %%\n", stopped * 20 <= clean ? "ok" : "not ok", stopped, clean);
		failed += stopped * 20 > clean;
	}
	pack_destroy(pack);
	return failed > 0;
}
