/* zhuyi.c - opening and closing, and what does not belong to one verb. */
#include "app/care.h"
#include "app/open_int.h"
#include "app/outside.h"
#include "app/reminder.h"
#include "app/report.h"

#include "base/check.h"
#include "base/log.h"
#include "ledger/export.h"
#include "store/copy.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LIBRARY_MEMORY = 256 << 20, PHRASES_MEMORY = 16 << 20 };

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
	z->phrases_whole = arena_create(PHRASES_MEMORY);
	if (!z->phrases_whole.beg) return fail_set(fail, RC_LIMIT, "zhuyi_open", "no address space");
	struct arena a = z->phrases_whole;
	z->phrases = phrases_create(&a);
	struct recall *recall = recall_create(z->pack);
	if (!recall) return fail_set(fail, RC_LIMIT, "zhuyi_open", "cannot start a thread");
	z->knowledge = (struct knowledge){z->pack, &z->phrases, recall};
	for (ptrdiff_t i = 0; i < z->pack->refused.n && i < 20; i++)
		log_event(LOG_WARN, "not loaded", "row", STR_FMT ":%d: %s", STR_ARG(z->pack->refused.v[i].file), z->pack->refused.v[i].line,
			  z->pack->refused.v[i].why);
	return true;
}

/* Whether a store of the first schema is the sample hospital's. */
static bool was_sample(struct zhuyi *z)
{
	struct plain_account_rows rows;
	struct fail none = {0};
	struct arena scratch = z->arena;
	return store_plain_accounts(z->store, &rows, 1, &scratch, &none) && rows.n && rows.v[0].fictional;
}

/* The organisation a new store begins with; its people only when samples are wanted. */
static bool make_first_house(struct zhuyi *z, bool people, struct fail *fail)
{
	bool sample = people || was_sample(z);
	const struct store_verbs *v = z->store->verbs;
	struct clock clock = clock_system();
	int64_t now = clock.now_ms(clock.ctx);
	str org = S("sample");
	if (!v->begin(z->store, fail)) return false;
	bool ok = house_make(z->store, z->houses.keys, org, sample ? S("示例医院（虚构）") : S("本机构"),
			     sample ? S("Sample Hospital (fictional)") : S("This organisation"), sample, now, fail);
	ok = ok && (!people || account_make_samples(&z->people, org, now, rng_system(), &z->arena, fail));
	if (ok && v->commit(z->store, fail)) return true;
	v->rollback(z->store);
	return false;
}

static bool at(char out[PATH_MAX], const char *base, const char *end, struct fail *fail)
{
	return snprintf(out, PATH_MAX, "%s%s", base, end) < PATH_MAX || fail_set(fail, RC_INPUT, "zhuyi_open", "path too long");
}

static bool keep_meta(struct store *store, str key, str value, struct fail *fail)
{
	if (store->verbs->begin(store, fail)) {
		if (store_meta_put(store, key, value, fail) && store->verbs->commit(store, fail)) return true;
		store->verbs->rollback(store);
	}
	return false;
}

/* The master key: from the command, else from its file, which is made when the store has no key yet. */
static struct master *master_for(struct zhuyi *z, const struct zhuyi_options *o, bool fresh, struct fail *fail)
{
	char path[PATH_MAX];
	if (o->master_command) return master_ask(o->master_command, MASTER_COMMAND_MS, fail);
	if (o->master_file) return master_load(o->master_file, fail);
	if (!at(path, z->houses.keys, ".master", fail)) return NULL;
	if (fresh && access(path, F_OK) != 0) return master_create(path, rng_system(), fail);
	return master_load(path, fail);
}

/* Says what is lost with the key, and that nothing was touched. */
static void lost(struct zhuyi *z, struct fail *fail)
{
	struct arena memory = arena_create(4 << 20), a = memory;
	struct organisation_rows orgs = {0};
	struct count_rows counts = {0};
	struct fail none = {0}, was = *fail;
	int64_t people = 0;
	if (memory.beg && store_organisations(z->store, &orgs, &a, &none))
		for (ptrdiff_t i = 0; i < orgs.n; i++)
			if (store_person_counts(z->store, &counts, orgs.v[i].org, &a, &none))
				for (ptrdiff_t k = 0; k < counts.n; k++) people += counts.v[k].n;
	arena_destroy(memory);
	fail->rc = RC_OK;
	fail_set(fail, was.rc, was.where, "%.120s. Without it what %lld people told cannot be read; the ledger still verifies. Nothing was changed",
		 was.what, (long long)people);
}

static bool open_vault(struct zhuyi *z, const struct zhuyi_options *o, struct fail *fail)
{
	str kept = {"", 0}, marks = {"", 0};
	char id[MASTER_ID_HEX + 1], made[VAULT_MARKS_HEX + 1];
	struct fail missing = {0};
	bool fresh = !store_meta_get(z->store, &kept, S("master"), &z->arena, &missing);
	if (fresh && missing.rc != RC_MISSING) return *fail = missing, false;
	struct master *master = master_for(z, o, fresh && !o->read_only, fail);
	bool ok = master && (fresh || master_check(master, kept, fail));
	if (ok && fresh) {
		master_id(id, master);
		vault_marks_make(made, master, rng_system());
		ok = !o->read_only ? keep_meta(z->store, S("marks"), str_from(made), fail) && keep_meta(z->store, S("master"), str_from(id), fail)
				   : fail_set(fail, RC_BUSY, "zhuyi_open", "the store has no keys yet and is read-only");
	}
	ok = ok && store_meta_get(z->store, &marks, S("marks"), &z->arena, fail) && (z->vault = vault_open(master, marks, fail)) != NULL;
	master_forget(master);
	z->people = (struct people){z->store, z->vault};
	if (!ok && !fresh) lost(z, fail);
	return ok;
}

/* A clock behind the newest entry of a ledger would date everything wrong; it is said, not hidden. */
static void watch_clock(struct zhuyi *z)
{
	struct clock clock = clock_system();
	for (int i = 0; i < z->houses.n; i++) {
		int64_t behind = z->houses.v[i].trail.last_ms - clock.now_ms(clock.ctx);
		if (behind > 60000)
			log_event(LOG_WARN, "clock", "behind", "%lld s behind the newest entry of the ledger", (long long)(behind / 1000));
	}
}

static bool open_store(struct zhuyi *z, const struct zhuyi_options *o, struct fail *fail)
{
	bool is_new = false;
	struct store_options place = {.place = o->store, .read_only = o->read_only};
	struct organisation_rows orgs;
	if (!o->store) return true;
	z->houses.keys = str_c(&z->arena, str_from(o->keys ? o->keys : store_is_url(o->store) ? "data/zhuyi" : o->store));
	z->store = store_open(&place, &is_new, fail);
	if (!z->store || !store_copy_check(z->store, fail) || !open_vault(z, o, fail) || !store_organisations(z->store, &orgs, &z->arena, fail))
		return false;
	if (!orgs.n && !o->read_only && !make_first_house(z, o->sample && is_new, fail)) return false;
	if (!houses_open(&z->houses, z->store, z->houses.keys, o->read_only, &z->arena, fail)) return false;
	watch_clock(z);
	return o->read_only || adopt_plain(z, fail);
}

/* `waits`: some may wait for another server or the reader of photos, and one must not. */
static int worker_count(int wanted, bool waits)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN), least = waits ? 2 : 1;
	long n = wanted > 0 ? wanted : cores;
	return (int)(n < least ? least : n > WORKERS_MAX ? WORKERS_MAX : n);
}

static struct zhuyi *make(const struct zhuyi_options *o, ptrdiff_t memory, char error[256])
{
	if (sodium_init() < 0) return snprintf(error, 256, "the cryptographic library does not start"), NULL;
	struct arena whole = arena_create(memory), arena = whole;
	if (!whole.beg) return snprintf(error, 256, "no address space"), NULL;
	struct zhuyi *z = ARENA_NEW(&arena, struct zhuyi, 1);
	*z = (struct zhuyi){.whole = whole,
			    .arena = arena,
			    .read_only = o->read_only,
			    .opened_us = clock_monotonic_us(),
			    .deadline_us = (o->deadline_ms > 0 ? o->deadline_ms : 10000) * 1000};
	pthread_mutex_init(&z->follow_lock, NULL);
	pthread_mutex_init(&z->reminders.lock, NULL);
	calls_init(z);
	return z;
}

struct loading {
	struct zhuyi *z;
	const char *folder;
	struct fail fail;
	bool ok;
};

static void *load_beside(void *ctx)
{
	struct loading *l = ctx;
	l->ok = load_knowledge(l->z, l->folder, &l->fail);
	return NULL;
}

/* Reading the pack is work, opening a store mostly waiting for the disk: one beside the other. They share no memory. */
static bool load_and_open(struct zhuyi *z, const struct zhuyi_options *o, const char *folder, struct fail *fail)
{
	pthread_t thread;
	struct loading l = {.z = z, .folder = folder};
	bool beside = o->store && is_pack(folder); /* no store is made for somebody who only mistyped the pack */
	if (!beside || pthread_create(&thread, NULL, load_beside, &l) != 0) return load_knowledge(z, folder, fail) && open_store(z, o, fail);
	bool opened = open_store(z, o, fail);
	pthread_join(thread, NULL);
	if (!l.ok) *fail = l.fail;
	return opened && l.ok;
}

static struct zhuyi *give_up(struct zhuyi *z, const struct fail *fail, char error[256])
{
	snprintf(error, 256, "%s", fail->what);
	zhuyi_close(z);
	return NULL;
}

struct zhuyi *zhuyi_open(const struct zhuyi_options *o, char error[256])
{
	struct fail fail = {0};
	char folder[PATH_MAX];
	struct zhuyi *z = make(o, LIBRARY_MEMORY, error);
	if (!z) return NULL;
	z->access = access_create(&z->arena);
	z->reminders.watch = care_tick;
	reader_open(z, o->ingest);
	int workers = worker_count(o->workers, o->outside || z->ingest.read);
	z->ingest_helper.at_once = workers < 4 ? 1 : 0; /* the others go on answering */
	if (load_and_open(z, o, o->pack ? o->pack : default_pack(folder), &fail) && outside_open(z, o->outside, workers, &fail) &&
	    calls_start(z, workers, &fail) && (!o->daily || !z->writer_runs || (daily_start(z, &fail) && reminders_start(z, &fail))))
		return z;
	return give_up(z, &fail, error);
}

struct zhuyi *open_at_rest(const struct zhuyi_options *o, char error[256])
{
	struct fail fail = {0};
	struct zhuyi_options quiet = *o;
	quiet.sample = false;
	struct zhuyi *z = make(&quiet, LIBRARY_MEMORY, error);
	return !z || open_store(z, &quiet, &fail) ? z : give_up(z, &fail, error);
}

void zhuyi_close(struct zhuyi *z)
{
	daily_stop(z);
	reminders_stop(z);
	calls_stop(z);
	outside_close(z);
	if (z->store) {
		houses_close(&z->houses);
		z->store->verbs->close(z->store);
	}
	vault_close(z->vault);
	if (z->knowledge.recall) recall_destroy(z->knowledge.recall);
	if (z->pack) pack_destroy(z->pack);
	if (z->phrases_whole.beg) arena_destroy(z->phrases_whole);
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
	char label[96];
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
	metric(&out, "zhuyi_reminders_total", "Reminders that fired.", "counter", "", z->count.reminders);
	metric(&out, "zhuyi_commits_total", "Group commits.", "counter", "", z->count.commits);
	metric(&out, "zhuyi_commit_microseconds_total", "Time in group commits.", "counter", "", z->count.commit_us);
	for (int i = 0; i < z->houses.n; i++) {
		snprintf(label, sizeof label, "{organisation=\"" STR_FMT "\"}", STR_ARG(z->houses.v[i].org));
		metric(&out, "zhuyi_ledger_leaves", i ? NULL : "Leaves in the ledger.", "gauge", label, z->houses.v[i].trail.tree.size);
	}
	metric(&out, "zhuyi_pack_rows_refused", "Rows of the pack that could not be loaded.", "gauge", "", z->pack->refused.n);
	*n = (size_t)out.n;
	char *text = malloc(*n + 1);
	if (text) memcpy(text, out.p, *n), text[*n] = 0;
	arena_destroy(memory);
	return text;
}
