/* fhir.c - the health record as FHIR, the whole way without HTTP: bundles imported (checked, sealed, versioned, one leaf and one durable commit each), then a
 * record of some thousand resources read, searched, listed by time, and written to one by one.
 *
 * usage: fhir NAME PLACE KEYS [BUNDLE…]   a new store with the sample hospital; without bundles, 20 are made of 300 resources each. Name, value, unit. */
#include "app/resource.h"
#include "base/file.h"
#include "figures.h"

#include <semaphore.h>
#include <string.h>
#include <time.h>

enum { MADE = 20, OF = 300, SINGLES = 300, PAGE = 50, MEMORY = 64 << 20 };

static const char *of;
static struct zhuyi *z;
static char session[80];

static void say(const char *what, double value, const char *unit)
{
	char name[96];
	snprintf(name, sizeof name, "%s: %s", of, what);
	line(name, value, unit);
}

/* Of all threads [us]. */
static int64_t own_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

/* ---- calls ---- */

struct landed {
	sem_t over;
	int status;
	char head[4096], session[80];
};

static void on_done(void *ctx, const struct zhuyi_reply *r)
{
	struct landed *a = ctx;
	a->status = r->status;
	snprintf(a->head, sizeof a->head, "%.*s", (int)r->body.n, r->body.p);
	snprintf(a->session, sizeof a->session, "%.*s", (int)r->session.n, r->session.p);
	sem_post(&a->over);
}

static const struct zhuyi_verb *verb(const char *name)
{
	const struct zhuyi_verb *v;
	for (size_t i = 0; (v = zhuyi_verb(i)); i++)
		if (strcmp(v->name, name) == 0) return v;
	die("no such verb");
}

/* How long it took [us]. */
static int64_t ask(const char *name, const char *place, str body, const char *query, struct landed *a)
{
	struct zhuyi_call c = {.verb = verb(name),
			       .body = {body.p, (size_t)body.n},
			       .id = {place, strlen(place)},
			       .session = {session, strlen(session)},
			       .http = {.query = {query, strlen(query)}, .type = {"application/fhir+json", 21}},
			       .done = on_done,
			       .ctx = a};
	sem_init(&a->over, 0, 0);
	int64_t start = clock_monotonic_us();
	if (!zhuyi_start(z, &c)) die("busy");
	while (sem_wait(&a->over) != 0) {
	}
	int64_t took = clock_monotonic_us() - start;
	if (a->status < 200 || a->status > 299) fprintf(stderr, "%s\n", a->head), die(name);
	return took;
}

static int64_t median(const char *name, const char *place, const char *query, int times)
{
	int64_t us[64];
	struct landed a;
	for (int i = 0; i < times; i++) us[i] = ask(name, place, S(""), query, &a);
	qsort(us, (size_t)times, sizeof *us, by_size);
	return us[times / 2];
}

/* ---- bundles ---- */

static void observation(struct sb *out, int i)
{
	sb_fmt(out,
	       "{\"fullUrl\":\"urn:uuid:%08x-0000-4000-8000-%012d\",\"resource\":{\"resourceType\":\"Observation\",\"status\":\"final\",\"category\":"
	       "[{\"coding\":["
	       "{\"system\":\"http://terminology.hl7.org/CodeSystem/"
	       "observation-category\",\"code\":\"vital-signs\",\"display\":\"vital-signs\"}]}],\"code\":"
	       "{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"%s\",\"display\":\"%s\"}],\"text\":\"%s\"},\"subject\":{\"reference\":"
	       "\"urn:uuid:00000000-0000-4000-8000-000000000000\"},\"effectiveDateTime\":\"20%02d-%02d-%02dT08:%02d:00+08:00\",\"issued\":"
	       "\"2025-01-01T09:00:00.000+08:00\",\"valueQuantity\":{\"value\":%d.%02d,\"unit\":\"%s\",\"system\":\"http://"
	       "unitsofmeasure.org\",\"code\":\"%s\"}},"
	       "\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}",
	       (unsigned)i, i, i % 2 ? "29463-7" : "8867-4", i % 2 ? "Body weight" : "Heart rate", i % 2 ? "体重" : "心率", i % 25, i % 12 + 1,
	       i % 28 + 1, i % 60, 50 + i % 40, i % 100, i % 2 ? "kg" : "/min", i % 2 ? "kg" : "/min");
}

static str made(int number, struct arena *a)
{
	struct sb out = sb_new(a, 512 << 10);
	sb_add(&out,
	       S("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:00000000-0000-4000-8000-000000000000\","
		 "\"resource\":{\"resourceType\":\"Patient\",\"gender\":\"female\",\"birthDate\":\"1980-02-29\"},\"request\":{\"method\":\"POST\","
		 "\"url\":\"Patient\"}}"));
	for (int i = 1; i < OF; i++) {
		sb_byte(&out, ',');
		observation(&out, number * OF + i);
	}
	sb_add(&out, S("]}"));
	return sb_str(&out);
}

static int entries(str bundle)
{
	int n = 0;
	for (str rest = bundle; rest.n;) {
		ptrdiff_t at = str_find(rest, S("\"request\""));
		if (at < 0) break;
		n++;
		rest = str_slice(rest, at + 9, rest.n);
	}
	return n;
}

static int import(const char *const *files, int n)
{
	struct arena memory = arena_create(MEMORY);
	struct landed a;
	struct fail fail = {0};
	int resources = 0;
	int64_t us = 0, bytes = 0, slowest = 0, began_us = own_us();
	for (int i = 0; i < (n ? n : MADE); i++) {
		struct arena scratch = memory;
		str bundle = made(i, &scratch);
		if (n && !file_read(&bundle, files[i], MEMORY / 2, &scratch, &fail)) die(fail.what);
		int64_t took = ask("fhir_post", "me", bundle, "", &a);
		us += took, bytes += bundle.n, resources += entries(bundle);
		if (took > slowest) slowest = took;
	}
	say("resources imported in bundles, durable", (double)resources * 1e6 / (double)us, "resources/s");
	say("own time of one of them", (double)(own_us() - began_us) / (double)resources, "us");
	say("bytes of them", (double)bytes / (double)us, "MB/s");
	say("slowest bundle", (double)slowest / 1000, "ms");
	arena_destroy(memory);
	return resources;
}

/* ---- a record of that size ---- */

static void singles(void)
{
	static int64_t us[SINGLES];
	struct arena memory = arena_create(1 << 20);
	struct landed a;
	for (int i = 0; i < SINGLES; i++) {
		struct arena scratch = memory;
		struct sb out = sb_new(&scratch, 512);
		sb_fmt(&out,
		       "{\"resourceType\":\"Observation\",\"id\":\"one-%d\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":\"http://"
		       "loinc.org\",\"code\":"
		       "\"29463-7\"}]},\"effectiveDateTime\":\"2026-02-01T08:00:00+08:00\",\"valueQuantity\":{\"value\":62.%02d,\"unit\":\"kg\"}}",
		       i / 2, i % 100);
		char place[32];
		snprintf(place, sizeof place, "me/Observation/one-%d", i / 2);
		us[i] = ask("fhir_put", place, sb_str(&out), "", &a);
	}
	qsort(us, SINGLES, sizeof *us, by_size);
	say("one resource written, durable, median", share(us, SINGLES, 0.5) / 1000, "ms");
	say("one resource written, durable, p99", share(us, SINGLES, 0.99) / 1000, "ms");
	arena_destroy(memory);
}

static void timeline(void)
{
	struct arena memory = arena_create(MEMORY), a = memory;
	struct someone s;
	struct fail fail = {0};
	struct landed me;
	int64_t us[64];
	ask("me", "", S(""), "", &me);
	const char *at = strstr(me.head, "\"person\":\"");
	str person = at ? (str){at + 10, 26} : (str){"", 0};
	if (!people_open(&z->people, &s, S("sample"), person, false, &a, &fail)) die(fail.what);
	for (int i = 0; i < 64; i++) {
		struct arena scratch = a;
		struct briefeds page, all;
		int64_t start = clock_monotonic_us();
		if (!briefs_before(z, &s, &page, INT64_MAX, S(""), S(""), PAGE, &scratch, &fail) || page.n != PAGE) die("no page");
		us[i] = clock_monotonic_us() - start;
		if (i == 63) {
			start = clock_monotonic_us();
			if (!briefs_all(z, &s, &all, &scratch, &fail)) die(fail.what);
			say("every brief of the record", (double)(clock_monotonic_us() - start) / 1000, "ms");
		}
	}
	qsort(us, 64, sizeof *us, by_size);
	say("a page of 50 by time, median", (double)us[32] / 1000, "ms");
	people_forget(&s);
	arena_destroy(memory);
}

int main(int argc, char **argv)
{
	char error[256];
	struct landed a;
	if (argc < 4) die("usage: fhir NAME PLACE KEYS [BUNDLE...]");
	of = argv[1];
	struct zhuyi_options o = {.store = argv[2], .keys = argv[3], .sample = true, .workers = 2, .deadline_ms = 60000};
	z = zhuyi_open(&o, error);
	if (!z) die(error);
	ask("login", "", S("{\"login\":\"patient\",\"password\":\"zhuyi-sample\"}"), "", &a);
	memcpy(session, a.session, sizeof session);
	struct load load = load_now();
	int n = import((const char *const *)argv + 4, argc - 4);
	say("resources of the record", n, "");
	say("cores busy meanwhile", load_share(load), "%");
	singles();
	timeline();
	say("one read, median", (double)median("fhir_get", "me/Observation/one-1", "", 64) / 1000, "ms");
	say("search of Observations by code, 100 a page, median", (double)median("fhir_get", "me/Observation", "code=29463-7", 9) / 1000, "ms");
	say("search of Observations by code and time, median",
	    (double)median("fhir_get", "me/Observation", "code=29463-7&date=ge2020&_sort=-date&_count=20", 9) / 1000, "ms");
	say("$everything, 1000 a page, median", (double)median("fhir_get", "me/Patient/$everything", "", 5) / 1000, "ms");
	zhuyi_close(z);
	return 0;
}
