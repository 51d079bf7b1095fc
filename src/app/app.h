/* app.h - what the files of the library share: one organisation's server, its threads and its calls. */
#ifndef APP_APP_H
#define APP_APP_H

#include "account/account.h"
#include "app/trail.h"
#include "base/json.h"
#include "consult/consult.h"
#include "zhuyi.h"

#include <pthread.h>

enum { CALLS_MAX = 1024, CALL_MEMORY = 64 << 20, WORKERS_MAX = 8 };

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
	struct session_row session;
	bool has_session;
	verb_write *write;
	void *work;                                     /* what run leaves for write and after */
	void (*after)(struct zhuyi *z, struct call *c); /* once the write is on disk: events, completing the reply */
	struct sb reply;
	char new_session[TOKEN_HEX + 1];
	int64_t started_us;
};

struct queue {
	struct call *first, *last;
	pthread_mutex_t lock;
	pthread_cond_t more;
	bool closed;
};

struct counters {
	_Atomic int64_t calls, failed, answers[ACTION_COUNT], tiers[TIER_COUNT], commits, commit_us, ask_us, running;
};

struct zhuyi {
	struct arena whole, arena;
	struct pack *pack;
	struct phrases phrases;
	struct knowledge knowledge;
	struct store *store; /* NULL: engines only */
	str org;
	struct trail trail;
	bool read_only;
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
};

extern const char org_id[];

/* calls.c */
bool calls_start(struct zhuyi *z, int workers, struct fail *fail);
void calls_stop(struct zhuyi *z);

/* verbs.c */
verb_run *verb_of(const struct zhuyi_verb *verb);
void call_person(struct zhuyi *z, struct call *c); /* makes a visitor's session when there is none */
enum language call_lang(const struct call *c);

/* verb_ask.c, verb_case.c, verb_account.c, verb_library.c, verb_engine.c */
verb_run verb_ask, verb_triage, verb_cases, verb_case, verb_handover, verb_worklist, verb_sign, verb_reject, verb_me, verb_login, verb_logout,
	verb_health, verb_passage, verb_departments, verb_proof, verb_head, verb_calc, verb_calculators, verb_calculator, verb_units, verb_labs,
	verb_rx;

/* A stored answer with what changes after it was stored: reply and leaf. */
void case_json(struct zhuyi *z, struct sb *out, const struct case_row *row, struct call *c);

/* follow.c */
void follow_changed(struct zhuyi *z, str case_id, str state_json);

/* An engine of the contract: members of the reply without braces; false with rq->fail set when the line cannot be answered at all. */
typedef bool engine_reply(struct zhuyi *z, jv in, struct jw *w, struct req *rq);
engine_reply engine_calc, engine_labs, engine_rx, engine_units;

/* triage as the contract has it, from a parsed line. */
bool triage_reply(const struct knowledge *k, jv line, struct jw *w, struct arena *perm, struct fail *fail);
bool question_from(const struct knowledge *k, jv body, struct question *q, struct arena *perm, struct fail *fail);

#endif
