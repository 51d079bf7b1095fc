#include "policy/retention.h"

#include "base/check.h"
#include "policy/table_int.h"

#include <pthread.h>

extern const char retention_tsv[];
extern const ptrdiff_t retention_tsv_size;

enum { AMOUNT_MAX = 100, DAY_MS = 86400000 };
static const char where[] = "retention.tsv";
static const char *const columns[] = {"class", "keep", "unit", "from", "person", "zh", "en", "source"};
static const char *const names[KEEPS] = {"visitor", "consultation", "record", "access",  "break_glass", "consent",
					 "hold",    "session",      "token",  "attempt", "ledger"};

str keep_name(enum keep class)
{
	ASSERT((unsigned)class < KEEPS);
	return str_from(names[class]);
}

static bool read_time(struct keep_class *k, const struct tsv_row *row, struct fail *fail)
{
	int64_t amount;
	str keep = tsv_cell(row, S("keep")), unit = tsv_cell(row, S("unit"));
	k->for_ever = str_eq(keep, S("-"));
	k->years = str_eq(unit, S("year"));
	if (k->for_ever != str_eq(unit, S("-"))) return table_fault(fail, where, row->line, S("unit"), "a unit belongs to a number, - to -", unit);
	if (k->for_ever) return true;
	if (!k->years && !str_eq(unit, S("day"))) return table_fault(fail, where, row->line, S("unit"), "neither day nor year", unit);
	if (!str_to_i64(keep, &amount) || amount < 0 || (k->years ? amount > AMOUNT_MAX : amount > AMOUNT_MAX * 366))
		return table_fault(fail, where, row->line, S("keep"), "not a number in range", keep);
	k->amount = (int)amount;
	return true;
}

static bool read_class(struct keep_class *k, const struct tsv_row *row, struct fail *fail)
{
	str person = tsv_cell(row, S("person"));
	if (!read_time(k, row, fail)) return false;
	k->of_person = str_eq(person, S("y"));
	if (!k->of_person && !str_eq(person, S("-"))) return table_fault(fail, where, row->line, S("person"), "neither y nor -", person);
	return table_cell(row, where, "from", &k->from, fail) && table_cell(row, where, "zh", &k->zh, fail) &&
	       table_cell(row, where, "en", &k->en, fail) && table_cell(row, where, "source", &k->source, fail);
}

/* The rows stand in the order of enum keep, so that none is missing or doubled. */
bool retention_load(struct keep_book *out, str text, struct fail *fail)
{
	struct tsv tsv;
	struct tsv_row row;
	int n = 0;
	if (!tsv_open(&tsv, text)) return fail_set(fail, RC_CORRUPT, where, "retention.tsv: no header line");
	if (!table_header(&tsv, where, columns, (int)COUNT(columns), fail)) return false;
	row.line = tsv.line;
	for (; tsv_next(&tsv, &row); n++) {
		str class = tsv_cell(&row, S("class"));
		if (!table_row(&row, where, fail)) return false;
		if (n == KEEPS || !str_eq(class, str_from(names[n])))
			return table_fault(fail, where, row.line, S("class"), "not the class that comes here", class);
		if (!read_class(&out->v[n], &row, fail)) return false;
	}
	return n == KEEPS || table_fault(fail, where, row.line, S("class"), "the table ends before", str_from(names[n]));
}

str retention_text(void)
{
	return (str){retention_tsv, retention_tsv_size};
}

static struct keep_book compiled_in;

static void load_once(void)
{
	struct fail fail = {0};
	bool sound = retention_load(&compiled_in, retention_text(), &fail);
	ASSERT(sound); /* the table is part of the program */
}

const struct keep_book *retention_book(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, load_once);
	return &compiled_in;
}

/* ---- time ---- */

int64_t retention_until(enum keep class, int64_t at_ms, int zone_min)
{
	ASSERT((unsigned)class < KEEPS);
	const struct keep_class *k = &retention_book()->v[class];
	if (k->for_ever || at_ms <= 0) return RETENTION_FOR_EVER;
	if (!k->years) return at_ms + (int64_t)k->amount * DAY_MS;
	/* The last day is the one of the same date, and it is kept to its end. */
	return date_begins_ms(date_years_later(date_of_ms(at_ms, zone_min), k->amount), zone_min) + DAY_MS;
}

bool retention_due(enum keep class, int64_t at_ms, int64_t keep_ms, bool held, int64_t now_ms, int zone_min)
{
	int64_t until = retention_until(class, at_ms, zone_min);
	if (until == RETENTION_FOR_EVER) return false;
	if (retention_book()->v[class].of_person && (held || now_ms < keep_ms)) return false;
	return now_ms >= until;
}

/* ---- deletion ---- */

struct deletion_decision deletion_decide(struct deletion_facts facts, int64_t now_ms, int zone_min)
{
	int64_t until = facts.newest_record_ms > 0 ? retention_until(KEEP_RECORD, facts.newest_record_ms, zone_min) : 0;
	if (facts.staff) return (struct deletion_decision){DELETION_REFUSED, 0, "staff"};
	if (facts.wards_alone > 0) return (struct deletion_decision){DELETION_REFUSED, 0, "ward"};
	if (facts.holds > 0) return (struct deletion_decision){DELETION_BLOCKED, 0, "hold"};
	if (now_ms < until) return (struct deletion_decision){DELETION_BLOCKED, until, "record"};
	return (struct deletion_decision){DELETION_DONE, 0, ""};
}

str deletion_name(enum deletion deletion)
{
	static const char *const words[] = {"deleted", "blocked", "refused"};
	ASSERT((unsigned)deletion < COUNT(words));
	return str_from(words[deletion]);
}

void deletion_words(const char *why, str *zh, str *en)
{
	static const struct {
		const char *why, *zh, *en;
	} table[] = {
		{"", "已全部删除，无法恢复。", "Everything is deleted and cannot be brought back."},
		{"hold", "依法保全期间不能删除。账号已停用，资料已封存，不再使用；保全解除后删除。",
		 "A legal hold stands against deletion. The account is closed and the data are sealed and no longer used; they are deleted when the "
		 "hold is released."},
		{"record", "有医生签发或退回过的问诊，属于门诊病历，依法须保存。账号已停用，资料已封存，不再使用；到期后删除。",
		 "A doctor signed or rejected a consultation of yours: an outpatient record that the law has us keep. The account is closed and the "
		 "data are sealed and no "
		 "longer used; they are deleted when the time has come."},
		{"staff", "您在本院还有工作角色。请先由管理员结束，再删除。",
		 "You still hold a role of the staff here. Have an administrator end it first."},
		{"ward", "您是一个孩子唯一的监护人。请先到「家人」里打开孩子，删除孩子的资料。",
		 "You are a child's only guardian here. Open the child under Family and delete the child's data first."},
	};
	for (ptrdiff_t i = 0; i < COUNT(table); i++)
		if (str_eq(str_from(why), str_from(table[i].why))) {
			*zh = str_from(table[i].zh);
			*en = str_from(table[i].en);
			return;
		}
	check_failed("every reason has its words", __FILE__, __LINE__);
}
