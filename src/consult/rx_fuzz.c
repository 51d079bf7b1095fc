/* rx_fuzz.c - libFuzzer entry. One line of `zhuyi rx` over the real pack (ZHUYI_PACK, else packs/general-practice). Whatever is read: the reply is
 * well-formed, every finding has a rule and a tier, and every drug that was named is found, or is in `unchecked` with a reason. */
#include "base/check.h"
#include "base/json_check.h"
#include "base/utf8.h"
#include "consult/rx_json.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20, INPUT_MAX = 16000, TODAY = 20786 };

static struct pack *pack;
static struct arena whole;

static void start(void)
{
	struct fail fail = {0};
	const char *folder = getenv("ZHUYI_PACK");
	ASSERT(sodium_init() >= 0);
	pack = pack_load(folder ? folder : "packs/general-practice", &fail);
	if (!pack) {
		fprintf(stderr, "rx_fuzz: %s\n", fail.what);
		exit(2);
	}
	whole = arena_create(MEMORY);
}

static bool spoken_of(jv unchecked, str name)
{
	for (ptrdiff_t i = 0; i < json_count(unchecked); i++)
		if (str_eq(json_str(json_at(unchecked, i), "drug"), name)) return json_str(json_at(unchecked, i), "reason").n > 0;
	return false;
}

static void each_drug_is_accounted_for(jv line, jv reply, struct arena *a)
{
	jv proposed = json_get(line, "proposed");
	for (ptrdiff_t i = 0; i < json_count(proposed); i++) {
		jv v = json_at(proposed, i);
		str name = json_is_object(v) ? json_str(v, json_get(v, "drug") ? "drug" : "name") : json_text(v);
		struct named n = order_name_drug(pack, fold(name, a).text);
		ASSERT(n.how == NAME_FOUND || spoken_of(json_get(reply, "unchecked"), name));
	}
}

static void check(str text, struct arena *a)
{
	jv line = NULL, reply = NULL;
	struct fail fail = {0};
	struct sb out = sb_new(a, 4096);
	struct jw w = {&out, false};
	if (!json_parse(&line, text, 32, &fail)) return;
	jw_object(&w, NULL);
	bool ok = rx_reply(pack, line, TODAY, &w, a, &fail);
	jw_end_object(&w);
	ASSERT(ok == (fail.rc == RC_OK));
	if (ok) {
		struct fail bad = {0};
		ASSERT(json_parse(&reply, sb_str(&out), 16, &bad));
		jv findings = json_get(reply, "findings");
		for (ptrdiff_t i = 0; i < json_count(findings); i++) {
			enum rx_tier tier;
			ASSERT(json_str(json_at(findings, i), "rule").n && json_str(json_at(findings, i), "text").n);
			ASSERT(rx_tier_by_name(json_str(json_at(findings, i), "tier"), &tier));
		}
		each_drug_is_accounted_for(line, reply, a);
		json_free(reply);
	}
	json_free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > INPUT_MAX) return 0;
	if (!pack) start();
	struct arena a = whole;
	str text = str_copy(&a, (str){(const char *)data, (ptrdiff_t)size});
	if (utf8_invalid(text) < 0) check(text, &a);
	return 0;
}
