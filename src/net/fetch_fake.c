#include "net/fetch_fake.h"

static void remember(struct fetch_fake *fake, const struct fetch_request *request)
{
	if (fake->calls++ >= FETCH_SEEN_MAX) return;
	struct fetch_seen *seen = &fake->seen[fake->calls - 1];
	*seen = (struct fetch_seen){request->method, request->url, request->body, S("")};
	for (int i = 0; i < FETCH_HEADERS_MAX && request->header[i].name; i++)
		if (strcasecmp(request->header[i].name, "Authorization") == 0) seen->authorization = request->header[i].value;
}

static bool fails(enum rc rc, struct fail *fail)
{
	return fail_set(fail, rc, "fetch_fake", "the fake client fails as it was told");
}

static bool fake_send(void *ctx, struct fetch_reply *out, const struct fetch_request *request, struct arena *perm, struct fail *fail)
{
	struct fetch_fake *fake = ctx;
	remember(fake, request);
	if (fake->calls == fake->fail_at) return fails(fake->fails, fail);
	for (ptrdiff_t i = 0; i < fake->n; i++) {
		const struct fetch_answer *a = &fake->answers[i];
		if (!str_eq(str_from(a->url), request->url) || (a->method && strcmp(a->method, request->method) != 0)) continue;
		if (a->fails != RC_OK) return fails(a->fails, fail);
		if (a->body.n > request->max_bytes) return fails(RC_LIMIT, fail);
		*out = (struct fetch_reply){a->status, str_from(a->type ? a->type : "application/json"), str_copy(perm, a->body)};
		return true;
	}
	return fails(RC_UPSTREAM, fail);
}

struct fetch fetch_fake(struct fetch_fake *fake)
{
	return (struct fetch){fake_send, fake};
}
