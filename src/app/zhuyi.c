/* zhuyi.c - opening and closing, and what does not belong to one verb. */
#include "app/app.h"

#include "base/check.h"
#include "base/log.h"
#include "ledger/export.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LIBRARY_MEMORY = 256 << 20 };

const char org_id[] = "sample";

const char *zhuyi_version(void)
{
	return ZHUYI_VERSION;
}

static bool is_pack(const char *folder)
{
	char file[PATH_MAX];
	return snprintf(file, sizeof file, "%s/pack.tsv", folder) < (int)sizeof file && access(file, R_OK) == 0;
}

/* The pack below `base`, either as in the source tree or as installed. */
static bool pack_below(char out[PATH_MAX], const char *base)
{
	static const char *const places[] = {"%s/packs/general-practice", "%s/share/zhuyi/packs/general-practice"};
	for (ptrdiff_t i = 0; i < COUNT(places); i++)
		if (snprintf(out, PATH_MAX, places[i], base) < PATH_MAX && is_pack(out)) return true;
	return false;
}

/* Beside the working folder, else at or above the program's own folder. */
static const char *default_pack(char out[PATH_MAX])
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (pack_below(out, ".") || n <= 0) return out;
	self[n] = 0;
	for (char *slash; (slash = strrchr(self, '/')) && slash != self;) {
		*slash = 0;
		if (pack_below(out, self)) return out;
	}
	return "packs/general-practice";
}

static bool load_knowledge(struct zhuyi *z, const char *folder, struct fail *fail)
{
	z->pack = pack_load(folder, fail);
	if (!z->pack) return false;
	z->phrases = phrases_create(&z->arena);
	struct recall *recall = recall_create(z->pack);
	if (!recall) return fail_set(fail, RC_LIMIT, "zhuyi_open", "cannot start a thread");
	z->knowledge = (struct knowledge){z->pack, &z->phrases, recall};
	for (ptrdiff_t i = 0; i < z->pack->refused.n && i < 20; i++)
		log_event(LOG_WARN, "not loaded", "row", STR_FMT ":%d: %s", STR_ARG(z->pack->refused.v[i].file), z->pack->refused.v[i].line,
			  z->pack->refused.v[i].why);
	return true;
}

static bool put_samples(struct zhuyi *z, struct fail *fail)
{
	const struct store_verbs *v = z->store->verbs;
	if (!v->begin(z->store, fail)) return false;
	if (account_put_samples(z->store, z->org, rng_system(), &z->arena, fail) && v->commit(z->store, fail)) return true;
	v->rollback(z->store);
	return false;
}

static bool open_store(struct zhuyi *z, const struct zhuyi_options *o, struct fail *fail)
{
	bool is_new = false;
	char key[PATH_MAX];
	if (!o->store) return true;
	if (snprintf(key, sizeof key, "%s.key", o->store) >= (int)sizeof key) return fail_set(fail, RC_INPUT, "zhuyi_open", "path too long");
	z->store = store_sqlite_open(o->store, o->read_only, &is_new, fail);
	if (!z->store) return false;
	if (!trail_open(&z->trail, z->store, z->org, key, is_new && access(key, F_OK) != 0, o->read_only, fail)) return false;
	return !is_new || !o->sample || put_samples(z, fail);
}

static int worker_count(int wanted)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	long n = wanted > 0 ? wanted : cores;
	return (int)(n < 1 ? 1 : n > WORKERS_MAX ? WORKERS_MAX : n);
}

struct zhuyi *zhuyi_open(const struct zhuyi_options *o, char error[256])
{
	struct fail fail = {0};
	char folder[PATH_MAX];
	if (sodium_init() < 0) return snprintf(error, 256, "the cryptographic library does not start"), NULL;
	struct arena whole = arena_create(LIBRARY_MEMORY), arena = whole;
	if (!whole.beg) return snprintf(error, 256, "no address space"), NULL;
	struct zhuyi *z = ARENA_NEW(&arena, struct zhuyi, 1);
	*z = (struct zhuyi){.whole = whole,
			    .arena = arena,
			    .org = str_from(org_id),
			    .read_only = o->read_only,
			    .opened_us = clock_monotonic_us(),
			    .deadline_us = (o->deadline_ms > 0 ? o->deadline_ms : 10000) * 1000};
	pthread_mutex_init(&z->follow_lock, NULL);
	if (load_knowledge(z, o->pack ? o->pack : default_pack(folder), &fail) && open_store(z, o, &fail) &&
	    calls_start(z, worker_count(o->workers), &fail))
		return z;
	snprintf(error, 256, "%s", fail.what);
	zhuyi_close(z);
	return NULL;
}

void zhuyi_close(struct zhuyi *z)
{
	calls_stop(z);
	if (z->store) {
		trail_close(&z->trail);
		z->store->verbs->close(z->store);
	}
	recall_destroy(z->knowledge.recall);
	pack_destroy(z->pack);
	arena_destroy(z->whole);
}

int zhuyi_pack_lint(const char *folder, void (*line)(void *ctx, struct zhuyi_text text), void *ctx)
{
	struct fail fail = {0};
	struct pack *p = pack_load(folder, &fail);
	char text[1024];
	if (!p) {
		int n = snprintf(text, sizeof text, "%s", fail.what);
		line(ctx, (struct zhuyi_text){text, (size_t)n});
		return -1;
	}
	for (ptrdiff_t i = 0; i < p->refused.n; i++) {
		int n = snprintf(text, sizeof text, STR_FMT ":%d: %s", STR_ARG(p->refused.v[i].file), p->refused.v[i].line, p->refused.v[i].why);
		line(ctx, (struct zhuyi_text){text, n < (int)sizeof text ? (size_t)n : sizeof text - 1});
	}
	int problems = (int)p->refused.n;
	pack_destroy(p);
	return problems;
}

static void metric(struct sb *out, const char *name, const char *help, const char *type, const char *labels, int64_t value)
{
	if (help) sb_fmt(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
	sb_fmt(out, "%s%s %lld\n", name, labels, (long long)value);
}

char *zhuyi_metrics(struct zhuyi *z, size_t *n)
{
	struct arena memory = arena_create(1 << 20), a = memory;
	if (!memory.beg) return NULL;
	struct sb out = sb_new(&a, 4096);
	char label[64];
	metric(&out, "zhuyi_calls_total", "Calls started.", "counter", "", z->count.calls);
	metric(&out, "zhuyi_calls_failed_total", "Calls that ended in an error.", "counter", "", z->count.failed);
	metric(&out, "zhuyi_calls_running", "Calls running or waiting.", "gauge", "", z->count.running);
	for (int i = 0; i < ACTION_COUNT; i++) {
		snprintf(label, sizeof label, "{action=\"" STR_FMT "\"}", STR_ARG(action_name((enum action)i)));
		metric(&out, "zhuyi_answers_total", i ? NULL : "Answers by the gate's decision.", "counter", label, z->count.answers[i]);
	}
	for (int i = 0; i < TIER_COUNT; i++) {
		snprintf(label, sizeof label, "{tier=\"" STR_FMT "\"}", STR_ARG(tier_name((enum tier)i)));
		metric(&out, "zhuyi_tiers_total", i ? NULL : "Answers by triage tier.", "counter", label, z->count.tiers[i]);
	}
	metric(&out, "zhuyi_ask_microseconds_total", "Time from the start of a question to its durable answer.", "counter", "", z->count.ask_us);
	metric(&out, "zhuyi_commits_total", "Group commits.", "counter", "", z->count.commits);
	metric(&out, "zhuyi_commit_microseconds_total", "Time in group commits.", "counter", "", z->count.commit_us);
	metric(&out, "zhuyi_ledger_leaves", "Leaves in the ledger.", "gauge", "", z->trail.tree.size);
	metric(&out, "zhuyi_pack_rows_refused", "Rows of the pack that could not be loaded.", "gauge", "", z->pack->refused.n);
	*n = (size_t)out.n;
	char *text = malloc(*n + 1);
	if (text) memcpy(text, out.p, *n), text[*n] = 0;
	arena_destroy(memory);
	return text;
}
