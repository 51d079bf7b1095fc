/* zhuyi.h - the product as a library. The server and the command line are two faces of it and include nothing else.
 *
 * One `struct zhuyi` holds the knowledge of one edition, the store of one or several organisations and a few threads; any thread may call it. Everything that can
 * be asked of it is a *verb* with a JSON body and a JSON reply (docs/contract.md, docs/openapi); zhuyi_verb() lists them. Strings given in are
 * copied before a call returns; strings given out are valid only inside the callback that receives them. */
#ifndef ZHUYI_H
#define ZHUYI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zhuyi;

struct zhuyi_text {
	const char *p;
	size_t n;
};

struct zhuyi_options {
	const char *pack;           /* folder of the pack; NULL = packs/general-practice beside the program or under its prefix */
	const char *store;          /* file of the store, or postgresql://…; NULL = no store: engines only, nothing is persisted */
	const char *keys;           /* where key files lie: a path they begin with; NULL = the store's file, or data/zhuyi for a database */
	const char *master_file;    /* master key; NULL = <keys>.master, made with a new store */
	const char *master_command; /* prints the master key; instead of a file */
	const char *outside;        /* configuration of a log-in from outside (docs/outside-login.md); NULL = none */
	const char *ingest;         /* program that reads photos; NULL = beside this one or under its prefix, and none when there is none */
	bool read_only;             /* open the store for reading; verbs that write answer "busy" */
	bool sample;                /* create the fictional sample hospital and its log-ins when the store is new */
	bool daily;                 /* fire reminders as they fall due; once a day, beginning a minute after opening, do what zhuyi_retention does */
	int workers;                /* threads that run consultations; 0 = one for each core, at most 8 */
	int64_t deadline_ms;        /* for one call; 0 = 10,000 */
};

/* Opens everything. NULL with a one-line reason in `error` (store in use, damaged pack, full disk, …). */
struct zhuyi *zhuyi_open(const struct zhuyi_options *options, char error[256]);

/* Lets running calls finish, writes what is acknowledged, closes the store. */
void zhuyi_close(struct zhuyi *z);

enum zhuyi_access {
	ZHUYI_ANYONE,  /* no session needed */
	ZHUYI_VISITOR, /* a session is made when there is none */
	ZHUYI_PERSON,  /* some session */
};

struct zhuyi_verb {
	const char *name;         /* "ask" */
	const char *method;       /* "POST" */
	const char *path;         /* "/v1/cases/{id}/sign" */
	enum zhuyi_access access; /* what is needed at least; the rest is decided by `action` */
	const char *action;       /* row of the authorisation matrix (docs/access.md); NULL: for anyone */
	bool writes;              /* needs the X-Zhuyi header when it comes with a cookie */
	bool streams;             /* may be answered as events */
	bool guessed;             /* takes a password or a code: counts against a tighter limit for each address */
	const char *summary;      /* one line for the API description and the help */
	const char *accepts;      /* content types of its body, separated by blanks: body and query are then its own to read; NULL = a JSON object */
	size_t body_max;          /* bytes of its body when that is more than others may send; 0 = like the others. Only for who has a session */
};

/* The i-th verb; NULL when there are no more. */
const struct zhuyi_verb *zhuyi_verb(size_t i);

/* What HTTP says besides: all may be empty. For verbs with `accepts`. */
struct zhuyi_http {
	struct zhuyi_text query; /* as it came, without the question mark */
	struct zhuyi_text type;  /* Content-Type of the body */
	struct zhuyi_text if_match, if_none_match, if_none_exist, prefer;
	struct zhuyi_text host; /* as the client calls this server, with its port; for addresses in a reply */
	bool https;             /* and that it does so over TLS */
};

struct zhuyi_reply {
	int status; /* as in HTTP */
	struct zhuyi_text body;
	struct zhuyi_text session; /* a new token to set, empty to leave, "-" to clear */
	const char *type;          /* content type; NULL = application/json */
	struct zhuyi_text etag;    /* with its quotes; empty: none */
	struct zhuyi_text location;
	int64_t modified_ms; /* ms since 1970; 0 = not said */
};

struct zhuyi_call {
	const struct zhuyi_verb *verb;
	struct zhuyi_text body;    /* JSON object, may be empty */
	struct zhuyi_text id;      /* what {id} in the path stands for */
	struct zhuyi_text session; /* token of the cookie, or of an Authorization header; may be empty */
	struct zhuyi_text agent;   /* what the browser calls itself, for the list of sessions; may be empty */
	struct zhuyi_text lang;    /* "zh" or "en" for messages; empty = by the text */
	struct zhuyi_http http;
	/* An event of a streaming verb as it happens ("stage", "headline", …); may be NULL. Called from the library's threads. */
	void (*event)(void *ctx, struct zhuyi_text name, struct zhuyi_text json);
	/* Exactly once, also on failure: the body is then {"error":{…}}. Called from the library's threads, after everything acknowledged is on disk. */
	void (*done)(void *ctx, const struct zhuyi_reply *reply);
	void *ctx;
};

/* Starts a call; false when too many are running already (done is then not called). */
bool zhuyi_start(struct zhuyi *z, const struct zhuyi_call *call);

/* The same, waiting for the end; `reply` is malloc'd and the caller frees it. Returns the HTTP status. For the command line and tests. */
int zhuyi_call_wait(struct zhuyi *z, const struct zhuyi_call *call, char **reply, size_t *n);

/* Follow a case: `changed` is called with its state at once and after each change, until unfollowed. 0 = no such case, or not this session's to see. */
uint64_t zhuyi_follow(struct zhuyi *z, struct zhuyi_text session, struct zhuyi_text case_id, void (*changed)(void *ctx, struct zhuyi_text json),
		      void *ctx);
void zhuyi_unfollow(struct zhuyi *z, uint64_t follower);

/* One line of a command-line engine ("ask", "triage", "calc") as in docs/contract.md: JSON object in, JSON object out, nothing persisted unless the
 * engine was opened with a store. Never fails: a line that cannot be read gives an error object. `reply` is malloc'd. */
void zhuyi_engine(struct zhuyi *z, const char *engine, struct zhuyi_text line, int64_t number, char **reply, size_t *n);

/* Every calculator of the pack as one JSON object a line: names, inputs, units, ranges, sources. False when there is no memory. */
bool zhuyi_calculators(struct zhuyi *z, void (*line)(void *ctx, struct zhuyi_text json), void *ctx);

/* Writes the ledger export of an organisation (NULL or "": the first) line by line; false with a reason. */
bool zhuyi_ledger_export(struct zhuyi *z, const char *organisation, void (*line)(void *ctx, struct zhuyi_text text), void *ctx, char error[256]);

/* Inclusion proof of the newest decision about a case, as JSON; for whoever holds the store's file. `proof` is malloc'd; on false it says why. */
bool zhuyi_ledger_prove(struct zhuyi *z, struct zhuyi_text case_id, char **proof, size_t *n);

/* Deletes what need not be kept any longer (docs/access.md): visitors who did not come back, people whose duty to be kept has ended, and what is left of
 * sessions and wrong passwords. `dry`: only counts. `line` is told one JSON object for each organisation. False with a reason; what was done stays. */
bool zhuyi_retention(struct zhuyi *z, bool dry, void (*line)(void *ctx, struct zhuyi_text text), void *ctx, char error[256]);

/* Checks an export without a store. 1 = intact, 0 = not, -1 = cannot be read; `report` is malloc'd JSON naming what is wrong. */
int zhuyi_ledger_verify(struct zhuyi_text export_text, char **report, size_t *n);

/* Checks a pack folder. Number of problems, -1 when it cannot be read; `line` is told of each ("file:line: why"). */
int zhuyi_pack_lint(const char *folder, void (*line)(void *ctx, struct zhuyi_text text), void *ctx);

/* Counters and gauges in Prometheus' text form; malloc'd. */
char *zhuyi_metrics(struct zhuyi *z, size_t *n);

const char *zhuyi_version(void);

#endif
