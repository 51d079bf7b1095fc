#include "ingest/ingest_fake.h"

static bool answer(void *ctx, str *json, str picture, struct arena *perm, struct fail *fail)
{
	struct ingest_fake *fake = ctx;
	(void)picture;
	fake->calls++;
	if (fake->fails != RC_OK) return fail_set(fail, fake->fails, "ingest", "the reader failed as it was told to");
	*json = str_copy(perm, fake->json);
	return true;
}

struct ingest ingest_fake(struct ingest_fake *fake)
{
	return (struct ingest){answer, fake};
}
