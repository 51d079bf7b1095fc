/* hospital.c - fills a new store with a made-up hospital: people with accounts, consents and 20 sealed records each, one consultation for every
 * fifth, and the ledger over those. The program's own functions make every row; instead of writing them one by one they are gathered and loaded by
 * the thousand. The same seed and master key give the same people and records.
 *
 * usage: hospital PLACE KEYS PEOPLE [SEED [THREADS]]   PEOPLE 0 makes only the empty store.
 *
 * In PostgreSQL the rows come as the years bring them: a person's records lie far apart, not side by side. In a file, person by person. */
#include "app/open_int.h"
#include "base/check.h"
#include "chance.h"
#include "figures.h"
#include "store/pq_link.h"

#include <pthread.h>

enum { ROWS_MAX = 8192, BYTES_MAX = 16 << 20, WIDTH_MAX = 16, TABLES_MAX = 32, THREADS_MAX = 8 };
enum { VISITS = 6, AT_A_VISIT = 3 }; /* with profile and facts 20 records */

#define MUST(x) \
	do { \
		struct fail why = {0}; \
		if (!(x)) die(why.what); \
	} while (0)

/* ---- a store that gathers what is written ---- */

struct gather {
	struct store store;
	struct store *to; /* a file */
	struct link link; /* or a database, if open */
	struct value *rows[TABLES_MAX];
	ptrdiff_t n[TABLES_MAX], sum;
	struct arena whole, bytes;
	int64_t loaded;
};

static const struct {
	enum stmt put;
	const char *table;
} gathered[] = {
	{S_PERSON_PUT, "person"},    {S_LOGIN_PUT, "login"},       {S_FOUND_PUT, "found_by"},  {S_CREDENTIAL_PUT, "credential"},
	{S_GRANT_PUT, "role_grant"}, {S_ITEM_PUT, "item"},         {S_CONSENT_PUT, "consent"}, {S_CASE_PUT, "consultation"},
	{S_PLACE_PUT, "place"},      {S_DECISION_PUT, "decision"}, {S_LEAF_PUT, "leaf"},       {S_NODE_PUT, "node"},
	{S_HEAD_PUT, "head"},
};

static int table_for(enum stmt s)
{
	for (ptrdiff_t i = 0; i < COUNT(gathered); i++)
		if (gathered[i].put == s)
			for (int t = 0; t < table_count; t++)
				if (strcmp(tables[t].name, gathered[i].table) == 0) return t;
	die("a statement that is not known here");
}

static void flush(struct gather *g)
{
	const struct store_verbs *v = g->to->verbs;
	bool file = !link_alive(&g->link);
	if (file) MUST(v->begin(g->to, &why));
	for (int t = 0; t < table_count; t++) {
		struct rows rows = {g->rows[t], g->n[t], tables[t].width};
		if (!rows.n) continue;
		if (file) MUST(v->load(g->to, &tables[t], &rows, &why));
		else MUST(link_load(&g->link, &tables[t], &rows, &why));
		g->n[t] = 0;
	}
	if (file) MUST(v->commit(g->to, &why));
	g->loaded += g->sum;
	g->sum = 0;
	g->bytes = g->whole;
}

static bool gather_write(struct store *st, enum stmt s, const struct value *args, int n, int64_t *changed, struct fail *fail)
{
	struct gather *g = (struct gather *)st;
	int t = table_for(s);
	(void)fail;
	ASSERT(n == tables[t].width);
	if (!g->rows[t]) g->rows[t] = calloc(ROWS_MAX * WIDTH_MAX, sizeof **g->rows);
	if (!g->rows[t]) die("no memory");
	struct value *row = &g->rows[t][g->n[t]++ * n];
	for (int i = 0; i < n; i++) {
		row[i] = args[i];
		if (args[i].kind != VALUE_INT) row[i].bytes = str_copy(&g->bytes, args[i].bytes);
	}
	if (changed) *changed = 1;
	if (++g->sum == ROWS_MAX || g->bytes.beg - g->whole.beg > BYTES_MAX / 2) flush(g);
	return true;
}

static bool gather_read(struct store *st, enum stmt s, const struct value *args, int n, struct rows *rows, struct arena *a, struct fail *fail)
{
	(void)st, (void)s, (void)args, (void)n, (void)a, (void)fail;
	*rows = (struct rows){0}; /* everything is new here */
	return true;
}

static const struct store_verbs gather_verbs = {.name = "gather", .write = gather_write, .read = gather_read};

static void gather_open(struct gather *g, struct store *to, const char *place)
{
	*g = (struct gather){.store.verbs = &gather_verbs, .to = to, .whole = arena_create(BYTES_MAX)};
	g->bytes = g->whole;
	if (!g->whole.beg) die("no address space");
	struct fail fail = {0};
	if (store_is_url(place) && !link_open(&g->link, pq_api(&fail), place, false, &fail)) die(fail.what);
}

static void gather_close(struct gather *g)
{
	flush(g);
	if (link_alive(&g->link)) link_close(&g->link);
	for (int t = 0; t < TABLES_MAX; t++) free(g->rows[t]);
	arena_destroy(g->whole);
}

/* ---- people ---- */

struct town {
	struct zhuyi *z;
	const char *place;
	uint64_t seed;
	int64_t people;
	int threads;
};

static const struct {
	const char *code, *name, *unit, *low, *high;
	int middle, scale; /* of the value in tenths, hundredths … */
} measured[] = {
	{"2823-3", "血清钾", "mmol/L", "3.5", "5.3", 42, 10},      {"2951-2", "血清钠", "mmol/L", "137", "147", 1400, 10},
	{"2160-0", "肌酐", "umol/L", "57", "97", 760, 10},         {"14749-6", "葡萄糖", "mmol/L", "3.9", "6.1", 53, 10},
	{"4548-4", "糖化血红蛋白", "%", "4.0", "6.0", 56, 10},     {"718-7", "血红蛋白", "g/L", "115", "150", 1320, 10},
	{"6690-2", "白细胞计数", "10*9/L", "3.5", "9.5", 61, 10},  {"777-3", "血小板计数", "10*9/L", "125", "350", 2200, 10},
	{"1742-6", "丙氨酸氨基转移酶", "U/L", "7", "40", 210, 10}, {"8480-6", "收缩压", "mm[Hg]", "90", "139", 1240, 10},
};

static str facts_text(struct chance *c, struct arena *a)
{
	static const char *const conditions[] = {"高血压", "2型糖尿病", "哮喘", "慢性乙型肝炎", "甲状腺功能减退"};
	static const char *const allergies[] = {"青霉素", "头孢呋辛", "碘造影剂", "花生"};
	static const char *const drugs[] = {"苯磺酸氨氯地平片 5mg 每日一次", "盐酸二甲双胍片 0.5g 每日两次", "左甲状腺素钠片 50μg 每日一次",
					    "阿托伐他汀钙片 20mg 每晚一次"};
	struct sb out = sb_new(a, 512);
	struct jw w = {&out, false};
	jw_object(&w, NULL);
	jw_str(&w, "sex", chance_below(c, 2) ? S("female") : S("male"));
	jw_decimal(&w, "weight_kg", 45 + (double)chance_below(c, 500) / 10, 1);
	jw_i64(&w, "height_cm", 150 + chance_below(c, 40));
	jw_array(&w, "conditions");
	for (int64_t i = chance_below(c, 3); i > 0; i--) jw_str(&w, NULL, str_from(conditions[chance_below(c, COUNT(conditions))]));
	jw_end_array(&w);
	jw_array(&w, "allergies");
	for (int64_t i = chance_below(c, 2); i > 0; i--) jw_str(&w, NULL, str_from(allergies[chance_below(c, COUNT(allergies))]));
	jw_end_array(&w);
	jw_array(&w, "drugs");
	for (int64_t i = chance_below(c, 4); i > 0; i--) jw_str(&w, NULL, str_from(drugs[chance_below(c, COUNT(drugs))]));
	jw_end_array(&w);
	jw_end_object(&w);
	return sb_str(&out);
}

static str observation_text(struct chance *c, int64_t at_ms, struct arena *a)
{
	struct sb out = sb_new(a, 512);
	struct jw w = {&out, false};
	int64_t k = chance_below(c, COUNT(measured));
	jw_object(&w, NULL);
	jw_str(&w, "code", str_from(measured[k].code));
	jw_str(&w, "name", str_from(measured[k].name));
	jw_decimal(&w, "value", (double)(measured[k].middle * (80 + chance_below(c, 41)) / 100) / measured[k].scale, 1);
	jw_str(&w, "unit", str_from(measured[k].unit));
	jw_str(&w, "low", str_from(measured[k].low));
	jw_str(&w, "high", str_from(measured[k].high));
	jw_i64(&w, "taken_ms", at_ms - 3600000);
	jw_str(&w, "from", S("检验科（虚构）"));
	jw_end_object(&w);
	return sb_str(&out);
}

/* The same key each time: it is the first thing drawn from the account's stream. */
static struct someone who(const struct town *t, struct people *p, int64_t i, char id[27], int64_t *at_ms, struct arena *a)
{
	struct someone s;
	struct chance c = chance_of(t->seed, i, STREAM_ACCOUNT);
	*at_ms = hospital_person(id, t->seed, i, t->people);
	people_new(p, &s, HOSPITAL_ORG, str_from(id), S("patient"), *at_ms, chance_rng(&c), a);
	return s;
}

static void register_one(const struct town *t, struct people *p, int64_t i, struct arena a)
{
	char id[27], login[32], name[64], phone[16], birth[16];
	int64_t at_ms;
	struct someone s = who(t, p, i, id, &at_ms, &a);
	struct chance c = chance_of(t->seed, i, STREAM_ACCOUNT), told = chance_of(t->seed, i, STREAM_FACTS);
	snprintf(login, sizeof login, "citizen%07lld", (long long)i);
	snprintf(name, sizeof name, "虚构%lld", (long long)i);
	snprintf(phone, sizeof phone, "199%08lld", (long long)(i % 100000000));
	snprintf(birth, sizeof birth, "%lld-%02lld-%02lld", (long long)(1930 + i % 75), (long long)(1 + i % 12), (long long)(1 + i % 28));
	struct new_account n = {
		.org = HOSPITAL_ORG,
		.person = str_from(id),
		.login = str_from(login),
		.name_zh = str_from(name),
		.birth = str_from(birth),
		.sex = i % 2 ? S("female") : S("male"),
		.phone = str_from(phone),
		.role = ROLE_PATIENT,
		/* as long as a real one; nobody logs in with it */
		.password_hash = S("$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
		.consents = true};
	MUST(account_make(p, &n, at_ms, chance_rng(&c), &a, &why));
	str text = facts_text(&told, &a);
	struct rng rng = chance_rng(&told);
	MUST(people_item_put(p, &s, S("facts"), (str){"", 0}, at_ms, 1, text, rng, &a, &why));
}

static void visit(const struct town *t, struct people *p, int64_t i, int number, struct arena a)
{
	char id[27], record[27];
	int64_t began_ms;
	struct someone s = who(t, p, i, id, &began_ms, &a);
	int64_t end_ms = HOSPITAL_BEGAN_MS + HOSPITAL_SPAN_MS, at_ms = began_ms + (end_ms - began_ms) / (VISITS + 1) * number;
	for (int k = 0; k < AT_A_VISIT; k++) {
		struct chance c = chance_of(t->seed, i, STREAM_ITEM + number * AT_A_VISIT + k);
		ulid_make(record, at_ms + k, chance_rng(&c));
		str text = observation_text(&c, at_ms, &a);
		MUST(people_item_put(p, &s, S("observation"), str_from(record), at_ms, 1, text, chance_rng(&c), &a, &why));
	}
}

/* The j-th to come in this round: another order each time, everybody once. */
static int64_t turn(const struct town *t, int64_t j, int round)
{
	static const int64_t primes[VISITS + 1] = {1, 611953, 350377, 746773, 129841, 821647, 480463};
	return j * primes[round] % t->people;
}

struct loader {
	const struct town *town;
	int number;
	int64_t loaded;
	pthread_t thread;
};

static void *load(void *ctx)
{
	struct loader *l = ctx;
	const struct town *t = l->town;
	struct gather g;
	struct arena a = arena_create(1 << 20);
	gather_open(&g, t->z->store, t->place);
	struct people p = {&g.store, t->z->vault};
	bool by_person = !store_is_url(t->place);
	int64_t from = t->people * l->number / t->threads, to = t->people * (l->number + 1) / t->threads;
	for (int round = 0; round <= VISITS; round++)
		for (int64_t j = from; j < to; j++) {
			if (by_person && round) break;
			if (!round) register_one(t, &p, turn(t, j, 0), a);
			else visit(t, &p, turn(t, j, round), round, a);
			for (int v = 1; by_person && v <= VISITS; v++) visit(t, &p, j, v, a);
		}
	gather_close(&g);
	l->loaded = g.loaded;
	arena_destroy(a);
	return NULL;
}

/* ---- consultations and the ledger over them: in one order, so by one thread ---- */

static int64_t fixed_ms(void *ctx)
{
	(void)ctx;
	return HOSPITAL_BEGAN_MS + HOSPITAL_SPAN_MS;
}

static void consult_one(const struct town *t, struct people *p, struct trail *trail, int64_t i, struct arena a)
{
	static const char words[] = "{\"statements\":[{\"kind\":\"advice\",\"text\":\"…\",\"evidence\":[\"…\"]}]} ";
	char person[27], id[27];
	int64_t at_ms;
	struct someone s = who(t, p, i, person, &at_ms, &a);
	struct chance c = chance_of(t->seed, i, STREAM_CASE);
	struct trail_leaf leaf;
	str none = {"", 0};
	struct sb body = sb_new(&a, 8192);
	int64_t size = 2000 + chance_below(&c, 4000);
	while (body.n < size) sb_add(&body, S(words));
	ulid_make(id, at_ms + 86400000, chance_rng(&c));
	struct case_row row = {.org = HOSPITAL_ORG, .person = str_from(person), .id = str_from(id), .state = S("answered"), .tier = 1};
	row.created_ms = row.updated_ms = at_ms + 86400000;
	struct rng rng = chance_rng(&c);
	row.sealed_question = people_seal(&s, "consultation.sealed_question", none, row.id, S("最近头晕，血压一百五十，需要去医院吗"), rng, &a);
	row.sealed_said = people_seal(&s, "consultation.sealed_said", none, row.id, S("最近头晕，血压一百五十，需要去医院吗"), rng, &a);
	row.sealed_body = people_seal(&s, "consultation.sealed_body", none, row.id, sb_str(&body), rng, &a);
	struct place_row place = {row.org, row.id, row.person, row.state, row.tier, row.created_ms, none};
	struct req rq = {.arena = &a, .clock = {fixed_ms, NULL}, .rng = rng, .actor = {HOSPITAL_ORG, row.person, none, S("patient")}};
	MUST(store_case_put(p->store, &row, &why) && store_place_put(p->store, &place, &why));
	if (!trail_append(trail, p->store, &rq, S("answer"), row.id, sb_str(&body), &leaf)) die(rq.fail.what);
	MUST(people_decision_put(p, &s, row.id, leaf.index, leaf.salts, rng, &a, &why));
}

static int64_t consult(const struct town *t)
{
	struct gather g;
	struct arena a = arena_create(1 << 20);
	struct trail *trail = &t->z->houses.v[0].trail;
	gather_open(&g, t->z->store, t->place);
	struct people p = {&g.store, t->z->vault};
	for (int64_t i = 0; i < t->people; i += 5) consult_one(t, &p, trail, i, a);
	MUST(trail_seal(trail, &g.store, fixed_ms(NULL), &why));
	gather_close(&g);
	arena_destroy(a);
	return g.loaded;
}

int main(int argc, char **argv)
{
	char error[256];
	struct loader loaders[THREADS_MAX];
	if (argc < 4) return fprintf(stderr, "usage: %s PLACE KEYS PEOPLE [SEED [THREADS]]\n", argv[0]), 2;
	struct town t = {.place = argv[1], .people = atoll(argv[3]), .seed = argc > 4 ? strtoull(argv[4], NULL, 10) : 1, .threads = 1};
	if (argc > 5 && store_is_url(t.place)) t.threads = atoi(argv[5]);
	if (t.threads < 1 || t.threads > THREADS_MAX) die("1 to 8 threads");
	t.z = open_at_rest(&(struct zhuyi_options){.store = t.place, .keys = argv[2]}, error);
	if (!t.z) die(error);
	int64_t start = clock_monotonic_us(), rows = 0;
	if (t.people) {
		for (int i = 0; i < t.threads; i++) {
			loaders[i] = (struct loader){.town = &t, .number = i};
			if (pthread_create(&loaders[i].thread, NULL, load, &loaders[i]) != 0) die("no thread");
		}
		for (int i = 0; i < t.threads; i++) {
			pthread_join(loaders[i].thread, NULL);
			rows += loaders[i].loaded;
		}
		rows += consult(&t);
	}
	double seconds = (double)(clock_monotonic_us() - start) / 1e6;
	line("people", (double)t.people, "");
	line("rows loaded", (double)rows, "");
	line("time to make and load them", seconds, "s");
	if (t.people) line("rows loaded a second", (double)rows / seconds, "/s");
	zhuyi_close(t.z);
	return 0;
}
