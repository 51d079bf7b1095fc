/* app.h - what the files of the library share: the hospitals of one store, their threads and their calls. */
#ifndef APP_APP_H
#define APP_APP_H

#include "account/oidc.h"
#include "account/people.h"
#include "account/token.h"
#include "app/house.h"
#include "base/json.h"
#include "consult/consult.h"
#include "ingest/ingest.h"
#include "policy/access.h"
#include "policy/consent.h"
#include "policy/retention.h"
#include "zhuyi.h"

#include <pthread.h>

enum { CALLS_MAX = 1024, CALL_MEMORY = 64 << 20, WORKERS_MAX = 8 };

enum { ACCOUNT_FULL = 1, ACCOUNT_MUST_CHANGE = 2 }; /* session.account; 0 is a visitor */
enum { AGENT_MAX = 120 };

struct call;

/* A verb's work. `run` happens on a worker; when it sets call->write, that is run on the writing thread inside a transaction that it shares with
 * other calls, and the reply is given after the commit. */
typedef bool verb_run(struct zhuyi *z, struct call *c);
typedef bool verb_write(struct zhuyi *z, struct call *c);

struct call {
	struct call *next;
	struct zhuyi_call in; /* strings point into the arena */
	struct arena whole, arena;
	jmp_buf full;
	struct req rq;
	jv body; /* parsed, NULL when empty */
	jv more; /* parsed by a verb; freed with the call */
	struct house *house;

	/* who asks: call_who */
	struct session_row session;
	bool has_session, by_token;
	str scopes; /* of the token */
	enum role role;

	/* whom it is about: call_may */
	str target; /* a person; empty when the verb is about nobody */
	enum relation relation;
	struct place_row place; /* of a verb about a case */
	const char *need;       /* when refused: what would help (docs/contract.md) */
	int64_t wait_s;         /* when refused for a while */
	const char *say[2];     /* when refused: in plain words, zh and en, instead of the general ones */

	verb_write *write;
	void *work;                                     /* what run leaves for write and after */
	void (*after)(struct zhuyi *z, struct call *c); /* once the write is on disk: events, completing the reply */
	struct fail *outcome;                           /* of an errand: why it failed */
	const char *action;                             /* what it turned out to do, instead of the verb's */
	bool said;                                      /* when refused: what is said stands in `reply` and `out` already */
	str reason;                                     /* for the access log, when the verb has one */
	str back;                                       /* page to go on with, after a log-in from outside */
	struct record_changes *changes;                 /* resource.c: in a record, for the leaf of this call */
	struct sb reply;
	struct {
		int status;       /* 0 = 200 */
		const char *type; /* NULL = JSON */
		str etag, location;
		int64_t modified_ms;
	} out; /* of a reply that is no failure */
	char new_session[TOKEN_SESSION_CHARS + 1];
	int64_t started_us;
	ptrdiff_t failed_used; /* bytes of memory the call had used when it failed and its reply began at the front again */
};

struct queue {
	struct call *first, *last;
	pthread_mutex_t lock;
	pthread_cond_t more;
	bool closed;
};

enum { RESOURCE_COUNTS = 256 };
struct resource_count {
	uint64_t who; /* hash of a person */
	int64_t n;    /* resources of theirs, at most */
};

struct counters {
	_Atomic int64_t calls, failed, answers[ACTION_COUNT], tiers[TIER_COUNT], commits, commit_us, ask_us, running, reminders;
};

struct zhuyi {
	struct arena whole, arena, phrases_whole;
	struct pack *pack;
	struct phrases phrases;
	struct knowledge knowledge;
	const struct access_table *access;
	struct store *store;  /* NULL: engines only */
	struct vault *vault;  /* NULL without a store */
	struct people people; /* both of them */
	struct houses houses;
	struct oidc *oidc;  /* NULL: no log-in from outside */
	struct fetch fetch; /* how its provider is asked */
	struct fetch_options fetch_options;
	struct ingest ingest; /* read NULL: not installed */
	struct ingest_helper ingest_helper;
	int64_t outside_swept_ms;                         /* the writer's: when what had expired was last dropped */
	struct resource_count resources[RESOURCE_COUNTS]; /* the writer's */
	bool read_only, unsure;                           /* unsure: the last commit may or may not have happened */
	struct queue work, writes;
	pthread_t workers[WORKERS_MAX], writer;
	int worker_count;
	bool writer_runs;
	pthread_mutex_t pool_lock;
	struct call *free_calls;
	int calls_made;
	int64_t deadline_us, opened_us;
	struct follow *followers;
	pthread_mutex_t follow_lock;
	uint64_t next_follower;
	struct counters count;
	struct {
		pthread_t thread;
		pthread_mutex_t lock;
		pthread_cond_t more;
		bool runs, ends;
	} daily;
	struct {
		pthread_t thread;
		pthread_mutex_t lock;
		pthread_cond_t more;
		bool runs, ends;
		int64_t newest_ms; /* by the clock of the newest round that fired anything; what the clock was before it was set back */
		/* Called for what is due and not shown (kind watch), in the transaction; NULL: nobody watches. */
		bool (*watch)(struct zhuyi *z, struct call *c, const struct someone *s, str about);
	} reminders;
};

/* calls.c */
void calls_init(struct zhuyi *z);
bool calls_start(struct zhuyi *z, int workers, struct fail *fail);
void calls_stop(struct zhuyi *z);

/* Work of the library's own on the writing thread, in its transaction; waits until it is on disk or failed. Not from that thread itself. */
bool calls_errand(struct zhuyi *z, struct house *house, verb_write *write, void *work, struct fail *fail);

/* retention.c: zhuyi_retention once a day */
bool daily_start(struct zhuyi *z, struct fail *fail);
void daily_stop(struct zhuyi *z);

/* verbs.c */
struct verb {
	struct zhuyi_verb public;
	verb_run *run;
	const char *person; /* member of the body that names the person when the path does not; NULL: one's own */
	bool before_change; /* may be used before a first password was changed */
	bool later;         /* about a person whom the verb finds itself, and then asks call_rule */
	bool fhir;          /* /fhir/…: the only thing a program's token for one record is good for */
};
const struct verb *verb_of(const struct zhuyi_verb *verb);
enum language call_lang(const struct call *c);
int64_t call_now(const struct call *c);
str call_id(const struct call *c);                   /* what {id} stands for */
bool call_writable(struct zhuyi *z, struct call *c); /* else RC_BUSY */

/* who.c: in this order, before the verb; and after it */
bool call_who(struct zhuyi *z, struct call *c);         /* session or token, role, organisation */
bool call_may(struct zhuyi *z, struct call *c);         /* target, relation, rule */
bool call_looked(struct zhuyi *z, struct call *c);      /* what somebody else did is to be written down */
bool call_still_may(struct zhuyi *z, struct call *c);   /* inside the transaction, before the write */
bool call_note_access(struct zhuyi *z, struct call *c); /* the writer's part of it */
/* The name in such a note, in the language of the call. */
str call_noted_name(const struct call *c, jv note);
bool call_rule(struct zhuyi *z, struct call *c, const char *action, enum relation relation); /* the same check for a person found by the verb */
bool call_grant_holds(const struct grant_row *g, int64_t now_ms);                            /* the role it grants may be used now */
bool call_relation(struct zhuyi *z, struct call *c, str person, const struct place_row *place, enum relation *out);
/* Whether a consent of this person stands. */
bool call_consents(struct zhuyi *z, struct call *c, str person, enum purpose purpose, bool sensitive, str other, bool *in_force);
/* Whether this person agrees to consultation with the use of health information. */
bool call_consent(struct zhuyi *z, struct call *c, str person, bool *in_force);
bool call_may_read_case(struct zhuyi *z, struct call *c, const struct place_row *place); /* for followers */

/* visit.c: a visitor's person and session, and new sessions in general */
bool call_visitor(struct zhuyi *z, struct call *c); /* makes one when there is none; kept by call_visitor_write */
bool call_visitor_write(struct zhuyi *z, struct call *c);
void call_session_make(struct call *c, str person, enum role role, int account);

/* trail, for a person: the leaf, and its salts under the person's key */
bool call_leaf(struct zhuyi *z, struct call *c, str kind, const struct someone *about, str case_id, str body, struct trail_leaf *leaf);

verb_run verb_step, verb_register, verb_ask, verb_triage, verb_cases, verb_case, verb_handover, verb_worklist, verb_sign, verb_reject, verb_me,
	verb_login, verb_logout, verb_people, verb_ward_make, verb_find, verb_profile, verb_profile_change, verb_facts, verb_facts_change,
	verb_consents, verb_consent_give, verb_consent_withdraw, verb_looked, verb_relations, verb_relation_make, verb_relation_accept,
	verb_relation_end, verb_export, verb_delete, verb_health, verb_passage, verb_departments, verb_proof, verb_head, verb_calc, verb_calculators,
	verb_calculator, verb_units, verb_labs, verb_rx;

/* verb_fhir.c */
verb_run verb_fhir_get, verb_fhir_post, verb_fhir_put, verb_fhir_patch, verb_fhir_delete;
/* reminders, notices and calendars: verb_reminder.c, verb_calendar.c */
verb_run verb_reminders, verb_reminder_put, verb_notices, verb_notice_answer, verb_feeds, verb_feed_make, verb_feed_revoke, verb_feed;

/* verb_report.c */
verb_run verb_report_read, verb_report_keep;

/* the companion: verb_timeline.c, verb_measure.c, verb_csv.c, verb_diary.c, verb_cabinet.c, verb_plan.c, verb_plan_begin.c,
 * verb_week.c, verb_alert.c */
verb_run verb_timeline, verb_record_entry, verb_record_delete, verb_measures, verb_measure_add, verb_measures_csv, verb_diary, verb_diary_add,
	verb_cabinet, verb_cabinet_add, verb_cabinet_stop, verb_plans_known, verb_plans, verb_plan_start, verb_plan_end, verb_week, verb_alerts,
	verb_alert_close;

/* log-in from outside: verb_outside.c */
verb_run verb_outside_begin, verb_outside_end;

/* one's own account: verb_factor.c, verb_session.c, verb_token.c */
verb_run verb_password, verb_totp_begin, verb_totp_confirm, verb_totp_remove, verb_role, verb_sessions, verb_session_end, verb_tokens,
	verb_token_make, verb_token_revoke;

/* what was noted from conversations: verb_memory.c */
verb_run verb_memory, verb_memory_change;

/* programs that may read a record: verb_client.c, verb_authorize.c */
verb_run verb_clients, verb_client_make, verb_client_end, verb_authorize_ask, verb_authorize, verb_smart_token;

/* administration and oversight: verb_users.c, verb_user.c, verb_overview.c, verb_organisation.c, verb_glass.c, verb_hold.c, verb_oversight.c */
verb_run verb_users, verb_user_make, verb_user_change, verb_user_reset, verb_user_sessions_end, verb_all_sessions, verb_all_tokens,
	verb_all_token_revoke, verb_organisation, verb_organisation_change, verb_glass_open, verb_glass_list, verb_glass_review, verb_holds,
	verb_hold_set, verb_hold_release, verb_audit, verb_statistics, verb_access_matrix;

/* verb_account.c */
bool call_house(struct zhuyi *z, struct call *c);                       /* the organisation the body names, unless an account is logged in */
bool call_me(struct zhuyi *z, struct call *c, const struct someone *s); /* the reply of GET /v1/me */
int64_t call_password_wait_ms(const struct call *c);                    /* for a turn at hashing */
bool call_locked(struct call *c, const struct attempt_row *a);          /* true: too many failures, and the call fails */
bool call_begin_session(struct zhuyi *z, struct call *c, str person, const struct credential_row *credential);

/* verb_register.c */
bool call_password_good(struct zhuyi *z, struct call *c, str password, str login); /* else says why */

/* A stored answer with what changes after it was stored: reply and leaf. */
void case_json(struct zhuyi *z, struct sb *out, str body, const struct case_row *row, struct call *c);

/* follow.c */
void follow_changed(struct zhuyi *z, str case_id, str state_json);

/* An engine of the contract: members of the reply without braces; false with rq->fail set when the line cannot be answered at all. */
typedef bool engine_reply(struct zhuyi *z, jv in, struct jw *w, struct req *rq);
engine_reply engine_calc, engine_labs, engine_rx, engine_units;

/* triage as the contract has it, from a parsed line. */
bool triage_reply(const struct knowledge *k, jv line, struct jw *w, struct arena *perm, struct fail *fail);
bool question_from(const struct knowledge *k, jv body, struct question *q, struct arena *perm, struct fail *fail);

#endif
