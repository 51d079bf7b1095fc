#include "store/pq_api.h"

#include <dlfcn.h>
#include <pthread.h>

static struct pq_api api;
static bool loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void)
{
	void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
	if (!library) return;
#define PQ_FIND(name) \
	if (!(api.name = (typeof(api.name))dlsym(library, #name))) return;
	PQ_FUNCTIONS(PQ_FIND)
#undef PQ_FIND
	loaded = true;
}

const struct pq_api *pq_api(struct fail *fail)
{
	pthread_once(&once, load);
	if (loaded) return &api;
	fail_set(fail, RC_MISSING, "store_open", "PostgreSQL's client library (libpq.so.5, version 14 or newer) is not installed: package libpq5");
	return NULL;
}
