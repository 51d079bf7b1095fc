#include "record/aigc.h"

#include <stdio.h>

struct uuid aigc_number(const struct record_export *x)
{
	char id[96];
	int n = snprintf(id, sizeof id, STR_FMT " %lld", (int)(x->profile.person.n < 64 ? x->profile.person.n : 64),
			 x->profile.person.p ? x->profile.person.p : "", (long long)x->now_ms);
	return uuid_of("export", x->org, (str){id, n});
}

static bool is_allowed(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] < 0x21 || s.p[i] > 0x7e || s.p[i] == '"' || s.p[i] == '\\') return false;
	return s.n > 0;
}

void aigc_json(struct sb *out, const struct record_export *x)
{
	struct jw w = {out, false};
	struct uuid number = aigc_number(x);
	jw_object(&w, NULL);
	jw_object(&w, "AIGC");
	jw_str(&w, "Label", S("1"));
	jw_str(&w, "ContentProducer", is_allowed(x->producer) ? x->producer : S("zhuyi"));
	jw_str(&w, "ProduceID", str_from(number.s));
	jw_str(&w, "ReservedCode1", S(""));
	jw_str(&w, "ContentPropagator", S(""));
	jw_str(&w, "PropagateID", S(""));
	jw_str(&w, "ReservedCode2", S(""));
	jw_end_object(&w);
	jw_end_object(&w);
}
