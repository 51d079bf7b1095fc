/* house.h - the organisations of one store, each with a ledger of its own. */
#ifndef APP_HOUSE_H
#define APP_HOUSE_H

#include "app/trail.h"
#include "base/json.h"
#include "ledger/key.h"

enum { HOUSES_MAX = 64 };

struct house_name {  /* never changed once it is seen: a new one takes its place */
	str name[2]; /* zh, en */
	struct house_name *before;
};

struct house {
	str org;
	_Atomic(struct house_name *) names;
	bool fictional;
	struct trail trail;
	struct trail_mark before; /* the writer's: where a group of writes began */
	bool touched;
};

struct houses {
	struct house *v;
	int n;
	const char *keys; /* key files are <keys>.key for the first of the sample, <keys>.<org>.key for the others */
};

/* An id that may stand in a file name and a log: a-z 0-9 -, 1..40 bytes. */
bool house_id_valid(str org);

/* Reads all organisations and opens their ledgers. `beside`: another program may be writing meanwhile. */
bool houses_open(struct houses *, struct store *, const char *keys, bool beside, struct arena *perm, struct fail *);
void houses_close(struct houses *);

/* NULL when there is none of this id. An empty id: the first, which is the oldest. */
struct house *house_of(const struct houses *, str org);

/* A new organisation with its ledger key; in the caller's transaction. RC_CONFLICT: there is one. */
bool house_make(struct store *, const char *keys, str org, str zh, str en, bool fictional, int64_t now_ms, struct fail *);

/* Under the new name from now on: after it is on disk, on the writing thread. Out of memory it keeps the old one until the next start. */
void house_rename(struct house *, str zh, str en);
const struct house_name *house_names(const struct house *); /* lives as long as the house */

void house_json(struct jw *, const char *key, const struct house *);

#endif
