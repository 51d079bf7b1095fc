/* labs.c - whole laboratory reports and every panel rule on both sides of its limits (cases/README.md).
 *
 * usage: labs_cases PACK FILE…  A .jsonl file holds reports with the flags and panels they must have, a .tsv file panel rules with values. Prints TAP. */
#include "base/file.h"
#include "base/tsv.h"
#include "consult/labs_json.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena whole;
static struct pack *pack;
static int failed;

static void report(bool ok, str name, str why)
{
	printf("%s labs: " STR_FMT "\n", ok ? "ok" : "not ok", STR_ARG(name));
	if (!ok && why.n) printf("# " STR_FMT "\n", STR_ARG(why));
	failed += !ok;
}

/* The reply to a body, parsed; NULL when it was refused. */
static jv reply(jv body, struct arena *a)
{
	struct sb out = sb_new(a, 65536);
	struct jw w = {&out, false};
	struct fail fail = {0};
	jv v = NULL;
	jw_object(&w, NULL);
	if (!labs_reply(pack, body, &w, a, &fail)) return NULL;
	jw_end_object(&w);
	if (!json_parse(&v, sb_str(&out), 16, &fail)) printf("# the reply is no JSON: %s\n", fail.what);
	return v;
}

static bool fired(jv got, str id)
{
	jv panels = json_get(got, "panels");
	for (ptrdiff_t i = 0; i < json_count(panels); i++)
		if (str_eq(json_str(json_at(panels, i), "id"), id)) return true;
	return false;
}

static bool listed(jv names, str id)
{
	for (ptrdiff_t i = 0; i < json_count(names); i++)
		if (str_eq(json_text(json_at(names, i)), id)) return true;
	return false;
}

static str flag_of(jv got, str code)
{
	jv items = json_get(got, "items");
	for (ptrdiff_t i = 0; i < json_count(items); i++)
		if (str_eq(json_str(json_at(items, i), "code"), code)) return json_str(json_at(items, i), "flag");
	return S("absent");
}

/* "flags": "wbc=high hgb=low" */
static void compare_flags(jv got, str flags, struct sb *why)
{
	str item;
	while (str_next(&flags, ' ', &item)) {
		ptrdiff_t eq = str_find(item, S("="));
		if (eq < 0) continue;
		str code = str_slice(item, 0, eq), want = str_slice(item, eq + 1, item.n), have = flag_of(got, code);
		if (!str_eq(have, want)) sb_fmt(why, STR_FMT " is " STR_FMT ", expected " STR_FMT "; ", STR_ARG(code), STR_ARG(have), STR_ARG(want));
	}
}

static void compare_panels(jv got, jv wanted, struct sb *why)
{
	jv panels = json_get(got, "panels");
	for (ptrdiff_t i = 0; i < json_count(panels); i++) {
		str id = json_str(json_at(panels, i), "id");
		if (!listed(wanted, id)) sb_fmt(why, "unexpected panel " STR_FMT "; ", STR_ARG(id));
	}
	for (ptrdiff_t i = 0; i < json_count(wanted); i++)
		if (!fired(got, json_text(json_at(wanted, i)))) sb_fmt(why, "no panel " STR_FMT "; ", STR_ARG(json_text(json_at(wanted, i))));
}

static void one_report(str line)
{
	struct arena a = whole;
	struct fail fail = {0};
	jv test = NULL;
	struct sb why = sb_new(&a, 1024);
	if (!json_parse(&test, line, 16, &fail)) return report(false, S("a line of the file"), str_from(fail.what));
	jv got = reply(json_get(test, "in"), &a), unread = json_get(test, "unread");
	if (json_flag(test, "refused")) {
		report(!got, json_str(test, "id"), S("it was not refused"));
		json_free(got);
		json_free(test);
		return;
	}
	if (!got) sb_add(&why, S("refused"));
	else {
		compare_flags(got, json_str(test, "flags"), &why);
		compare_panels(got, json_get(test, "panels"), &why);
		str tier = json_str(test, "tier");
		if (tier.n && !str_eq(tier, json_str(got, "tier"))) sb_fmt(&why, "tier " STR_FMT "; ", STR_ARG(json_str(got, "tier")));
		jv had = json_get(got, "unread");
		if (json_count(had) != json_count(unread)) sb_fmt(&why, "%td unread; ", json_count(had));
		for (ptrdiff_t i = 0; i < json_count(had); i++)
			if (!listed(unread, json_str(json_at(had, i), "name")))
				sb_fmt(&why, "unread " STR_FMT "; ", STR_ARG(json_str(json_at(had, i), "name")));
		str says = json_str(test, "says"), silent = json_str(test, "never_says");
		if (says.n && str_find(json_str(got, "summary"), says) < 0) sb_fmt(&why, "does not say \"" STR_FMT "\"; ", STR_ARG(says));
		if (silent.n && str_find(json_str(got, "summary"), silent) >= 0) sb_fmt(&why, "says \"" STR_FMT "\"; ", STR_ARG(silent));
	}
	report(why.n == 0, json_str(test, "id"), sb_str(&why));
	json_free(got);
	json_free(test);
}

/* "sex=f age=40 pregnant=2 drug=warfarin" and "hgb=85 mcv=70" → a body, the items by their Chinese names and own units. */
static str body_of(str patient, str values, struct arena *a)
{
	struct sb b = sb_new(a, 1024);
	str item;
	sb_add(&b, S("{\"lang\":\"zh\",\"patient\":{\"pregnant\":"));
	sb_add(&b, str_find(patient, S("pregnant=")) >= 0 ? S("true") : S("false"));
	while (str_next(&patient, ' ', &item)) {
		ptrdiff_t eq = str_find(item, S("="));
		str key = str_slice(item, 0, eq), value = str_slice(item, eq + 1, item.n);
		if (str_eq(key, S("age"))) sb_fmt(&b, ",\"age\":" STR_FMT, STR_ARG(value));
		if (str_eq(key, S("sex"))) sb_fmt(&b, ",\"sex\":\"" STR_FMT "\"", STR_ARG(value));
		if (str_eq(key, S("pregnant"))) sb_fmt(&b, ",\"trimester\":" STR_FMT, STR_ARG(value));
		if (str_eq(key, S("drug"))) sb_fmt(&b, ",\"drugs\":[\"" STR_FMT "\"]", STR_ARG(value));
	}
	sb_add(&b, S("},\"items\":["));
	for (bool comma = false; str_next(&values, ' ', &item);) {
		ptrdiff_t eq = str_find(item, S("="));
		int32_t c = eq < 0 ? -1 : pack_concept(pack, str_slice(item, 0, eq));
		if (c < 0 || pack->concepts.v[c].lab < 0) continue;
		sb_fmt(&b, "%s{\"name\":\"" STR_FMT "\",\"value\":\"" STR_FMT "\",\"unit\":\"" STR_FMT "\"}", comma ? "," : "",
		       STR_ARG(pack->concepts.v[c].name[0]), STR_ARG(str_slice(item, eq + 1, item.n)),
		       STR_ARG(pack->labs.v[pack->concepts.v[c].lab].shown));
		comma = true;
	}
	sb_add(&b, S("]}"));
	return sb_str(&b);
}

static void one_rule(const struct tsv_row *row, bool *seen_yes, bool *seen_no)
{
	struct arena a = whole;
	struct fail fail = {0};
	jv body = NULL;
	str rule = tsv_cell(row, S("rule")), text = body_of(tsv_cell(row, S("patient")), tsv_cell(row, S("values")), &a);
	bool want = str_eq(tsv_cell(row, S("want")), S("yes"));
	struct sb name = sb_new(&a, 256), why = sb_new(&a, 1024);
	sb_fmt(&name, STR_FMT " %s (line %d)", STR_ARG(rule), want ? "fires" : "is silent", row->line);
	if (!json_parse(&body, text, 8, &fail)) return report(false, sb_str(&name), text);
	jv got = reply(body, &a);
	jv items = json_get(got, "items");
	for (ptrdiff_t i = 0; i < json_count(items); i++)
		if (!json_str(json_at(items, i), "code").n) sb_fmt(&why, "unread " STR_FMT " ", STR_ARG(json_str(json_at(items, i), "name")));
	sb_add(&why, tsv_cell(row, S("values")));
	bool ok = got && fired(got, rule) == want;
	for (ptrdiff_t i = 0; i < pack->lab_panels.n; i++)
		if (str_eq(pack->lab_panels.v[i].id, rule)) *(want ? &seen_yes[i] : &seen_no[i]) = true;
	report(ok, sb_str(&name), sb_str(&why));
	json_free(got);
	json_free(body);
}

static void rules(str text)
{
	struct tsv t;
	struct tsv_row row;
	bool *yes = ARENA_NEW(&whole, bool, pack->lab_panels.n + 1), *no = ARENA_NEW(&whole, bool, pack->lab_panels.n + 1);
	if (!tsv_open(&t, text)) return report(false, S("header"), S("no header"));
	while (tsv_next(&t, &row)) one_rule(&row, yes, no);
	struct arena a = whole;
	for (ptrdiff_t i = 0; i < pack->lab_panels.n; i++) {
		struct sb name = sb_new(&a, 128);
		sb_fmt(&name, "rule " STR_FMT " has a case on each side", STR_ARG(pack->lab_panels.v[i].id));
		report(yes[i] && no[i], sb_str(&name), S("a case is missing"));
	}
}

int main(int argc, char **argv)
{
	struct fail fail = {0};
	if (argc < 3) return fputs("usage: labs_cases PACK FILE…\n", stderr), 2;
	whole = arena_create(256 << 20);
	pack = pack_load(argv[1], &fail);
	if (!pack) return fprintf(stderr, "%s\n", fail.what), 1;
	for (int i = 2; i < argc; i++) {
		str text, line;
		if (!file_read(&text, argv[i], 8 << 20, &whole, &fail)) return fprintf(stderr, "%s\n", fail.what), 1;
		if (str_ends(str_from(argv[i]), S(".tsv"))) rules(text);
		else
			while (str_next(&text, '\n', &line))
				if (str_trim(line).n && line.p[0] != '#') one_report(line);
	}
	pack_destroy(pack);
	return failed ? 1 : 0;
}
