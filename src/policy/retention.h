/* retention.h - how long things are kept (retention.tsv, compiled in), and what a wish to be deleted comes to. Pure: facts, clock and zone are
 * arguments. Outpatient records are kept at least 15 years from the last visit: 医疗机构管理条例实施细则 art. 53; 电子病历应用管理规范（试行）, 国卫办医发
 * 〔2017〕8号, art. 19. Against that duty stands the right to deletion: PIPL (个人信息保护法) 2021, art. 47. */
#ifndef POLICY_RETENTION_H
#define POLICY_RETENTION_H

#include "base/fail.h"
#include "policy/date.h"

enum keep {
	KEEP_VISITOR,      /* consultations without an account */
	KEEP_CONSULTATION, /* consultations and data of an account */
	KEEP_RECORD,       /* consultations a doctor signed or rejected */
	KEEP_ACCESS,       /* who looked */
	KEEP_BREAK_GLASS,
	KEEP_CONSENT,
	KEEP_HOLD,
	KEEP_SESSION,
	KEEP_TOKEN,
	KEEP_ATTEMPT, /* wrong log-ins */
	KEEP_LEDGER,
	KEEPS
};

struct keep_class {
	int amount;     /* 0 … 100 */
	bool years;     /* else days */
	bool for_ever;  /* no end by time */
	bool of_person; /* never ends before the person's outpatient record, nor while a hold stands */
	str from, zh, en, source;
};

struct keep_book {
	struct keep_class v[KEEPS];
};

str keep_name(enum keep class);

/* Reads a retention.tsv. False (RC_CORRUPT) at the first damage, with line and column. The text is borrowed and must outlive the book. */
bool retention_load(struct keep_book *out, str text, struct fail *fail);
str retention_text(void); /* the one that is compiled in */

/* The book that is compiled in, read once, by whichever thread needs it first; damage stops the program. */
const struct keep_book *retention_book(void);

#define RETENTION_FOR_EVER INT64_MAX

/* Until when a thing of that class is kept [ms since 1970], `at_ms` being the moment its time runs from. Days are days of 24 hours; years last to the
 * end of the day of the same date (民法典, Civil Code of the PRC, 2020, art. 201-202). RETENTION_FOR_EVER when there is no end by time, or no moment
 * (at_ms <= 0): what is not dated is not deleted. */
int64_t retention_until(enum keep class, int64_t at_ms, int zone_min);

/* Whether it may go now. `keep_ms`: until when the person's outpatient record is kept, 0 = has none; `held`: a legal hold stands. Both matter only to
 * classes of a person. */
bool retention_due(enum keep class, int64_t at_ms, int64_t keep_ms, bool held, int64_t now_ms, int zone_min);

/* ---- deletion ---- */

struct deletion_facts {
	int64_t newest_record_ms; /* when a doctor last signed or rejected a case of the person; 0 = never */
	int holds;                /* legal holds that stand */
	bool staff;               /* the person holds an active role of the staff */
	int wards_alone;          /* children under 14 of whom the person is the only guardian */
};

enum deletion {
	DELETION_DONE,    /* the key is destroyed; nothing of the content can be read again */
	DELETION_BLOCKED, /* log-in, sharing and every use end now; what must be kept stays sealed until then (PIPL art. 47) */
	DELETION_REFUSED  /* nothing changes: something must be settled first */
};

struct deletion_decision {
	enum deletion what;
	int64_t until_ms; /* of DELETION_BLOCKED: when it can be done; 0 = not known (a hold) */
	const char *why;  /* "", "hold", "record", "staff", "ward" */
};

/* The first that applies: staff, ward, hold, record. To be asked again when a hold is released and when the time has come. */
struct deletion_decision deletion_decide(struct deletion_facts facts, int64_t now_ms, int zone_min);
str deletion_name(enum deletion deletion);              /* deleted, blocked, refused */
void deletion_words(const char *why, str *zh, str *en); /* a sentence for the person */

#endif
