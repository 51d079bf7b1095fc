#include "policy/access.h"

#include "base/check.h"
#include "base/map.h"
#include "policy/table_int.h"

extern const char access_tsv[];
extern const ptrdiff_t access_tsv_size;

enum { ACTIONS_MAX = 96, FIXED = 4 };
static const char where[] = "access.tsv";
static const char *const columns[FIXED + ROLES + 2] = {"action",        "subject",  "scope",     "relation",   "visitor",
						       "patient",       "guardian", "doctor",    "pharmacist", "ethics",
						       "administrator", "auditor",  "regulator", "zh",         "en"};
static const char *const subject_names[SUBJECTS] = {"none", "own", "person", "case", "organisation"};
static const char letters[] = {'-', 'y', 's', 'p'};

#define BIT(relation) (1u << (relation))
#define PERSONAL (BIT(RELATION_SELF) | BIT(RELATION_WARD) | BIT(RELATION_FAMILY) | BIT(RELATION_TREATING) | BIT(RELATION_GLASS) | BIT(RELATION_NONE))
static const unsigned relations_of[SUBJECTS] = {BIT(RELATION_ANY), BIT(RELATION_ANY), PERSONAL, PERSONAL, BIT(RELATION_OWN)};

struct action_row {
	str name, scope, zh, en; /* scope empty: never by token */
	enum access_subject subject;
	unsigned relations; /* bits of the rows read */
	bool stepped;       /* some cell asks for a second step */
};

struct access_table {
	int n;
	struct map by_name;
	struct action_row row[ACTIONS_MAX];
	unsigned char cell[ACTIONS_MAX][RELATIONS][ROLES];
	struct access_scopes scopes[ROLES];
};

/* ---- reading ---- */

static bool subject_by_name(str name, enum access_subject *out)
{
	for (int i = 0; i < SUBJECTS; i++)
		if (str_eq(name, str_from(subject_names[i]))) return *out = (enum access_subject)i, true;
	return false;
}

/* group.verb in small letters and _, which is also the form of a scope. */
static bool well_formed(str name)
{
	int dots = 0;
	for (ptrdiff_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if (c == '.' && i > 0 && i < name.n - 1) dots++;
		else if (c != '_' && (c < 'a' || c > 'z')) return false;
	}
	return dots == 1;
}

/* The first row of an action says what it is. */
static bool begin(struct access_table *t, const struct tsv_row *row, str name, struct arena *perm, struct fail *fail)
{
	struct action_row *a = &t->row[t->n];
	str subject, scope;
	if (!well_formed(name)) return table_fault(fail, where, row->line, S("action"), "not of the form group.verb", name);
	if (map_get(&t->by_name, name) >= 0) return table_fault(fail, where, row->line, S("action"), "its rows do not stand together", name);
	if (t->n == ACTIONS_MAX) return table_fault(fail, where, row->line, S("action"), "too many actions", name);
	*a = (struct action_row){.name = name};
	if (!table_cell(row, where, "subject", &subject, fail) || !table_cell(row, where, "scope", &scope, fail)) return false;
	if (!table_cell(row, where, "zh", &a->zh, fail) || !table_cell(row, where, "en", &a->en, fail)) return false;
	if (!subject_by_name(subject, &a->subject)) return table_fault(fail, where, row->line, S("subject"), "no such subject", subject);
	if (!str_eq(scope, S("-"))) {
		if (!well_formed(scope)) return table_fault(fail, where, row->line, S("scope"), "not of the form group.verb", scope);
		a->scope = scope;
	}
	map_set(&t->by_name, name, t->n++, perm);
	return true;
}

/* The further rows repeat subject and scope, and say nothing else anew. */
static bool goes_on(const struct action_row *a, const struct tsv_row *row, struct fail *fail)
{
	str subject = tsv_cell(row, S("subject")), scope = tsv_cell(row, S("scope")), zh = tsv_cell(row, S("zh")), en = tsv_cell(row, S("en"));
	if (!str_eq(subject, str_from(subject_names[a->subject])))
		return table_fault(fail, where, row->line, S("subject"), "not as in the row before", subject);
	if (!str_eq(scope, a->scope.n ? a->scope : S("-"))) return table_fault(fail, where, row->line, S("scope"), "not as in the row before", scope);
	if (zh.n) return table_fault(fail, where, row->line, S("zh"), "said in the first row already", zh);
	return !en.n || table_fault(fail, where, row->line, S("en"), "said in the first row already", en);
}

/* Every relation that can occur was judged. */
static bool complete(const struct access_table *t, int line, struct fail *fail)
{
	if (!t->n) return true;
	const struct action_row *a = &t->row[t->n - 1];
	for (int r = 0; r < RELATIONS; r++)
		if ((relations_of[a->subject] & ~a->relations) & BIT(r))
			return table_fault(fail, where, line, S("relation"), "the action before this line has no row",
					   relation_name((enum relation)r));
	return true;
}

static bool read_cells(struct access_table *t, const struct tsv_row *row, enum relation relation, struct fail *fail)
{
	struct action_row *a = &t->row[t->n - 1];
	for (int r = 0; r < ROLES; r++) {
		str cell = row->cell[FIXED + r];
		const char *hit = cell.n == 1 ? memchr(letters, cell.p[0], sizeof letters) : NULL;
		if (!hit) return table_fault(fail, where, row->line, role_name((enum role)r), "none of - y s p", cell);
		t->cell[t->n - 1][relation][r] = (unsigned char)(hit - letters);
		a->stepped |= hit - letters >= ACCESS_STEP_CODE;
	}
	if (a->stepped && a->scope.n)
		return table_fault(fail, where, row->line, S("scope"), "a token cannot take the second step asked for here", a->scope);
	return true;
}

static bool read_row(struct access_table *t, const struct tsv_row *row, struct arena *perm, struct fail *fail)
{
	enum relation relation;
	str name, word;
	if (!table_row(row, where, fail) || !table_cell(row, where, "action", &name, fail)) return false;
	bool first = !t->n || !str_eq(name, t->row[t->n - 1].name);
	if (first && (!complete(t, row->line, fail) || !begin(t, row, name, perm, fail))) return false;
	struct action_row *a = &t->row[t->n - 1];
	if (!first && !goes_on(a, row, fail)) return false;
	if (!table_cell(row, where, "relation", &word, fail)) return false;
	if (!relation_by_name(word, &relation) || !(relations_of[a->subject] & BIT(relation)))
		return table_fault(fail, where, row->line, S("relation"), "does not occur with this subject", word);
	if (a->relations & BIT(relation)) return table_fault(fail, where, row->line, S("relation"), "twice", word);
	a->relations |= BIT(relation);
	return read_cells(t, row, relation, fail);
}

static bool role_may(const struct access_table *t, int action, enum role role, bool without_step)
{
	for (int r = 0; r < RELATIONS; r++) {
		enum access_rule rule = t->cell[action][r][role];
		if (rule == ACCESS_ALLOW || (rule != ACCESS_DENY && !without_step)) return true;
	}
	return false;
}

static bool has(const struct access_scopes *list, str scope)
{
	for (int i = 0; i < list->n; i++)
		if (str_eq(list->v[i], scope)) return true;
	return false;
}

static void collect_scopes(struct access_table *t)
{
	for (int role = 0; role < ROLES; role++)
		for (int i = 0; i < t->n; i++) {
			struct access_scopes *list = &t->scopes[role];
			if (!t->row[i].scope.n || has(list, t->row[i].scope) || !role_may(t, i, (enum role)role, true)) continue;
			ASSERT(list->n < ACCESS_SCOPES_MAX);
			list->v[list->n++] = t->row[i].scope;
		}
}

bool access_load(struct access_table **out, str text, struct arena *perm, struct fail *fail)
{
	struct access_table *t = ARENA_NEW(perm, struct access_table, 1);
	struct tsv tsv;
	struct tsv_row row;
	if (!tsv_open(&tsv, text)) return fail_set(fail, RC_CORRUPT, where, "access.tsv: no header line");
	if (!table_header(&tsv, where, columns, (int)COUNT(columns), fail)) return false;
	row.line = tsv.line;
	while (tsv_next(&tsv, &row))
		if (!read_row(t, &row, perm, fail)) return false;
	if (!complete(t, row.line, fail)) return false;
	if (!t->n) return fail_set(fail, RC_CORRUPT, where, "access.tsv line %d: no action", row.line);
	collect_scopes(t);
	*out = t;
	return true;
}

struct access_table *access_create(struct arena *perm)
{
	struct access_table *t = NULL;
	struct fail fail = {0};
	bool sound = access_load(&t, access_text(), perm, &fail);
	ASSERT(sound); /* the table is part of the program */
	return t;
}

str access_text(void)
{
	return (str){access_tsv, access_tsv_size};
}

/* ---- asking ---- */

int access_action(const struct access_table *t, str name)
{
	return map_get(&t->by_name, name);
}

static bool known(const struct access_table *t, int action)
{
	return action >= 0 && action < t->n;
}

enum access_rule access_cell(const struct access_table *t, int action, enum relation relation, enum role role)
{
	if (!known(t, action) || (unsigned)relation >= RELATIONS || (unsigned)role >= ROLES) return ACCESS_DENY;
	return t->cell[action][relation][role];
}

bool access_ever(const struct access_table *t, int action, enum role role)
{
	return known(t, action) && (unsigned)role < ROLES && role_may(t, action, role, false);
}

bool access_recorded(const struct access_table *t, int action, enum relation relation)
{
	return known(t, action) && (t->row[action].subject == SUBJECT_PERSON || t->row[action].subject == SUBJECT_CASE) && relation != RELATION_SELF;
}

bool access_step_suffices(enum access_rule rule, int level, int64_t until_ms, int64_t now_ms)
{
	static const int needed[] = {[ACCESS_DENY] = 99, [ACCESS_ALLOW] = 0, [ACCESS_STEP_CODE] = 2, [ACCESS_STEP_ANY] = 1};
	if ((unsigned)rule >= COUNT(needed)) return false;
	if (!needed[rule]) return true;
	/* A step that ends later than a step can last was written by a wrong clock. */
	return level >= needed[rule] && now_ms < until_ms && until_ms - now_ms <= ACCESS_STEP_MS;
}

bool access_scope_allows(const struct access_table *t, int action, str scopes)
{
	str word;
	if (!known(t, action) || !t->row[action].scope.n) return false;
	while (str_next(&scopes, ' ', &word))
		if (str_eq(word, t->row[action].scope)) return true;
	return false;
}

const struct access_scopes *access_scopes(const struct access_table *t, enum role role)
{
	static const struct access_scopes none;
	return (unsigned)role < ROLES ? &t->scopes[role] : &none;
}

int access_count(const struct access_table *t)
{
	return t->n;
}

static const struct action_row *row_of(const struct access_table *t, int action)
{
	ASSERT(known(t, action));
	return &t->row[action];
}

str access_name(const struct access_table *t, int action)
{
	return row_of(t, action)->name;
}

enum access_subject access_subject(const struct access_table *t, int action)
{
	return row_of(t, action)->subject;
}

str access_subject_name(enum access_subject subject)
{
	ASSERT((unsigned)subject < SUBJECTS);
	return str_from(subject_names[subject]);
}

str access_scope(const struct access_table *t, int action)
{
	return row_of(t, action)->scope;
}

bool access_occurs(const struct access_table *t, int action, enum relation relation)
{
	return (row_of(t, action)->relations & BIT(relation)) != 0;
}

void access_what(const struct access_table *t, int action, str *zh, str *en)
{
	*zh = row_of(t, action)->zh;
	*en = row_of(t, action)->en;
}

char access_letter(enum access_rule rule)
{
	ASSERT((unsigned)rule < COUNT(letters));
	return letters[rule];
}
