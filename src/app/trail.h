/* trail.h - the ledger of one organisation tied to its store: each decision's leaf is written in the same transaction as the decision. */
#ifndef APP_TRAIL_H
#define APP_TRAIL_H

#include "base/req.h"
#include "ledger/head.h"
#include "ledger/merkle.h"
#include "store/rows.h"

#include <pthread.h>

struct trail {
	str org;
	struct key_pair key;
	struct merkle tree;   /* as written, inside a transaction perhaps ahead of the disk */
	int64_t heads;        /* signed so far */
	int64_t last_ms;      /* time of the newest leaf or head: never goes back, even when the clock does */
	struct hash root;     /* of the newest head on disk */
	pthread_mutex_t lock; /* guards root for readers */
};

struct trail_mark {
	struct merkle tree;
	int64_t heads, last_ms;
};

struct trail_leaf {
	int64_t index;
	unsigned char salts[64]; /* of what was decided, of who decided: to be sealed under the key of the person concerned, or forgotten */
};

/* Loads or, for a new store, creates the key beside the store; reads the tree back and checks it against the newest head. RC_CORRUPT when they
 * disagree: the store was altered. `beside`: another program may be writing meanwhile. */
bool trail_open(struct trail *t, struct store *store, str org, const char *key_path, bool create, bool beside, struct fail *fail);
void trail_close(struct trail *t);

/* Reads the tree again: after a commit of which nobody knows whether it happened. */
bool trail_reload(struct trail *t, struct store *store, bool beside, struct fail *fail);

/* Inside the writer's transaction. `body` is what was decided, rq->actor.person who decided; both appear only as salted hashes. */
bool trail_append(struct trail *t, struct store *store, struct req *rq, str kind, str case_id, str body, struct trail_leaf *leaf);

/* Signs a head if anything was appended since the last; just before the commit. */
bool trail_seal(struct trail *t, struct store *store, int64_t now_ms, struct fail *fail);
/* After the commit: the root readers may see. */
void trail_settle(struct trail *t);

struct trail_mark trail_mark(const struct trail *t);
void trail_undo(struct trail *t, struct trail_mark mark);

void trail_root_hex(struct trail *t, char out[65]);
bool trail_proof(struct trail *t, struct store *store, int64_t index, struct sb *out, struct arena *perm, struct fail *fail);
bool trail_head(struct trail *t, struct store *store, struct sb *out, struct arena *perm, struct fail *fail);

#endif
