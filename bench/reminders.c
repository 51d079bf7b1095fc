/* reminders.c - as many people as are asked for, each with a reminder due in the same minute: how long until every one has fired, and that each fired once,
 * also when the server is killed in the middle, three times, and starts again.
 *
 * usage: reminders NAME PACK PLACE KEYS PEOPLE plain|killed   PLACE: a file or database where nothing is yet. Prints name, value, unit, tab-separated;
 * fails when one did not come or came twice. */
#include "account/account.h"
#include "app/open_int.h"
#include "app/reminder.h"
#include "figures.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GROUP = 500, LEAD_S = 15, GIVE_UP_S = 120, KILLS = 3 };
#define MINUTE_MS INT64_C(60000)

static const char *pack, *at, *keys;
static int people;

static struct { /* shared with the server's process */
	_Atomic int64_t fired, ready;
} * seen;

static int64_t now_ms(void)
{
	struct clock clock = clock_system();
	return clock.now_ms(clock.ctx);
}

static struct zhuyi *opened(bool fires)
{
	char error[256];
	struct zhuyi_options o = {.pack = pack, .store = at, .keys = keys, .sample = true, .daily = fires, .workers = 2};
	struct zhuyi *z = NULL;
	for (int i = 0; !z && i < 100; i++) { /* a database needs a moment to see that a killed server has gone */
		if (i) usleep(100000);
		z = zhuyi_open(&o, error);
	}
	if (!z) die(error);
	return z;
}

/* ---- the people ---- */

struct batch {
	int n;
	int64_t due_ms;
};

static bool make_person(struct zhuyi *z, struct call *c, int64_t due_ms)
{
	struct someone s;
	char person[27], id[27], consent[27], json[256];
	struct date d = date_of_ms(due_ms, ZONE_CHINA_MIN);
	int minute = (int)((due_ms - date_begins_ms(d, ZONE_CHINA_MIN)) / MINUTE_MS);
	ulid_make(person, call_now(c), c->rq.rng);
	str who = str_copy(&c->arena, str_from(person));
	snprintf(json, sizeof json,
		 "{\"kind\":\"drug\",\"title\":\"苯磺酸氨氯地平片\",\"times\":[\"%02d:%02d\"],\"about\":{\"drug\":\"amlodipine\"}}", minute / 60,
		 minute % 60);
	return people_make(&z->people, &s, c->house->org, who, S("patient"), call_now(c), c->rq.rng, &c->arena, &c->rq.fail) &&
	       account_consent(&z->people, c->house->org, who, PURPOSE_CONSULT, true, (str){"", 0}, who, call_now(c), consent, c->rq.rng,
			       &c->rq.fail) &&
	       reminder_put_json(z, c, &s, str_from(json), id);
}

static bool make_batch(struct zhuyi *z, struct call *c)
{
	const struct batch *b = c->work;
	for (int i = 0; i < b->n; i++)
		if (!make_person(z, c, b->due_ms)) return false;
	return true;
}

static void make_people(int64_t due_ms)
{
	struct zhuyi *z = opened(false);
	struct fail fail = {0};
	for (int made = 0; made < people; made += GROUP) {
		struct batch b = {people - made < GROUP ? people - made : GROUP, due_ms};
		if (!calls_errand(z, &z->houses.v[0], make_batch, &b, &fail)) die(fail.what);
	}
	if (now_ms() > due_ms) die("they were due before all were made");
	zhuyi_close(z);
}

/* ---- the server, in a process of its own ---- */

static pid_t serve(void)
{
	pid_t pid = fork();
	if (pid < 0) die("cannot fork");
	if (pid) return pid;
	struct zhuyi *z = opened(true);
	seen->ready = 1;
	for (;; usleep(2000)) seen->fired = z->count.reminders;
}

static void wait_fired(int64_t n)
{
	int64_t until = clock_monotonic_us() + GIVE_UP_S * INT64_C(1000000);
	while (seen->fired < n)
		if (clock_monotonic_us() > until) die("they do not come");
		else usleep(500);
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* ---- counting ---- */

struct counted {
	int64_t people, without, twice, due_again;
};

static void count_person(struct zhuyi *z, const struct person_row *p, struct counted *n, struct arena a)
{
	struct notice_rows rows;
	struct item_rows items;
	struct fail fail = {0};
	if (!store_items_of(z->store, &items, p->org, p->person, S("reminder"), 10, &a, &fail)) die(fail.what);
	if (!items.n) return; /* of the sample */
	if (!store_notices_of(z->store, &rows, p->org, p->person, 0, INT64_MAX, 10, &a, &fail)) die(fail.what);
	n->people++;
	n->without += rows.n == 0;
	n->twice += rows.n > 1;
}

static struct counted count_all(int64_t due_ms)
{
	struct zhuyi *z = opened(false);
	struct counted n = {0};
	struct fail fail = {0};
	struct arena memory = arena_create(1 << 30);
	struct person_rows rows = {0};
	struct due_rows due;
	str after = {"", 0};
	do {
		if (!store_people_after(z->store, &rows, z->houses.v[0].org, after, 1000, &memory, &fail)) die(fail.what);
		for (ptrdiff_t i = 0; i < rows.n; i++) count_person(z, &rows.v[i], &n, memory);
		if (rows.n) after = rows.v[rows.n - 1].person;
	} while (rows.n);
	if (!store_due_next(z->store, &due, INT64_MAX, 1000000, &memory, &fail)) die(fail.what);
	for (ptrdiff_t i = 0; i < due.n; i++) n.due_again += due.v[i].due_ms == due_ms + 24 * 60 * MINUTE_MS;
	arena_destroy(memory);
	zhuyi_close(z);
	return n;
}

/* In a process of its own too: threads and forks do not go together. */
static void apart(void (*run)(int64_t), int64_t ms)
{
	int status;
	pid_t pid = fork();
	if (pid < 0) die("cannot fork");
	if (!pid) run(ms), exit(0);
	if (waitpid(pid, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status)) die("a step failed");
}

static const char *name;

static void say(const char *what, double value, const char *unit)
{
	char text[128];
	snprintf(text, sizeof text, "%s: %s", name, what);
	line(text, value, unit);
}

static void check(int64_t due_ms)
{
	struct counted n = count_all(due_ms);
	say("reminders that fired once", (double)(n.people - n.without - n.twice), "reminders");
	say("reminders that did not come", (double)n.without, "reminders");
	say("reminders that came twice", (double)n.twice, "reminders");
	say("reminders due again the next day", (double)n.due_again, "reminders");
	if (n.people != people || n.without || n.twice || n.due_again != people) die("not each one once");
}

int main(int argc, char **argv)
{
	if (argc != 7) die("usage: reminders NAME PACK PLACE KEYS PEOPLE plain|killed");
	name = argv[1], pack = argv[2], at = argv[3], keys = argv[4], people = atoi(argv[5]);
	bool killed = strcmp(argv[6], "killed") == 0;
	seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (seen == MAP_FAILED) die("no memory");
	int64_t due_ms = ((now_ms() + (LEAD_S + people / 500) * 1000) / MINUTE_MS + 1) * MINUTE_MS;
	apart(make_people, due_ms);
	pid_t server = serve();
	while (!seen->ready) usleep(1000);
	if (now_ms() > due_ms) die("the server was not there in time");
	int64_t before[KILLS] = {0};
	for (int i = 0; killed && i < KILLS; i++) {
		wait_fired(people / (KILLS + 2));
		end(server);
		before[i] = seen->fired;
		seen->fired = 0;
		server = serve();
	}
	int64_t until = clock_monotonic_us() + GIVE_UP_S * INT64_C(1000000), last = 0, last_ms = due_ms;
	while (clock_monotonic_us() < until) { /* all there is has fired when nothing more comes for some seconds */
		if (seen->fired != last) last = seen->fired, last_ms = now_ms();
		if (last && now_ms() > last_ms + 4000) break;
		usleep(1000);
	}
	end(server);
	say(killed ? "time until all had fired, killed and started again three times" : "time until all had fired", (double)(last_ms - due_ms) / 1000,
	    "s");
	for (int i = 0; killed && i < KILLS; i++) say("fired before it was killed, as far as it knew", (double)before[i], "reminders");
	apart(check, due_ms);
	return 0;
}
