/* pq_link.h - one connection to PostgreSQL, in pipeline mode: commands are queued, then one round trip fetches the outcome of all.
 *
 * A connection that breaks, or whose server does not answer in time, is closed at once; `link_alive` tells. One thread at a time. */
#ifndef STORE_PQ_LINK_H
#define STORE_PQ_LINK_H

#include "store/pq_api.h"
#include "store/store.h"

enum { LINK_QUEUE = 64, LINK_ARGS = 16, LINK_PATIENCE_MS = 15000 };

/* Of the server's type catalogue (pg_type.dat), where these numbers are fixed. */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_VARCHAR = 1043 };

struct link {
	const struct pq_api *pq;
	PGconn *c;                      /* NULL: closed */
	bool prepared[STATEMENT_COUNT]; /* on this connection, or about to be */
	short queue[LINK_QUEUE];        /* sent since the last round trip: a statement that is being prepared, or -1 */
	bool unasked[LINK_QUEUE];       /* of the queue: nobody waits for it */
	int queued;
	bool spoiled; /* one that nobody waits for failed: what was told to be written is not. Until the owner clears it */
};

/* Connects and sets the session up; `read_only` makes the server refuse writes on it. RC_UPSTREAM: nobody answers, or not to us. */
bool link_open(struct link *l, const struct pq_api *pq, const char *place, bool read_only, struct fail *fail);
void link_close(struct link *l);
bool link_alive(const struct link *l);

/* Queues a command without arguments, or a statement, which is prepared when it is new here. What goes wrong shows in link_finish. */
void link_command(struct link *l, const char *sql);
void link_statement(struct link *l, enum stmt s, const struct value *args, int n);
/* The same for a statement whose outcome nobody waits for: when it fails, the link is spoiled. */
void link_unasked(struct link *l, enum stmt s, const struct value *args, int n);
/* A command with arguments, not kept prepared. */
void link_query(struct link *l, const char *sql, const struct value *args, int n);

/* The round trip. *last (may be NULL) is the result of the last command, to be given to PQclear; NULL when false. False: one of the queue failed. */
bool link_finish(struct link *l, PGresult **last, struct fail *fail);

/* One or several commands outside the pipeline, as one transaction unless they say otherwise; no limit of time. `cell` (may be NULL, `size` bytes):
 * the first cell of the last result as text, empty when there is none. The queue must be empty. */
bool link_script(struct link *l, const char *sql, char *cell, ptrdiff_t size, struct fail *fail);

/* Rows into a table, fast (COPY). The queue must be empty. */
bool link_load(struct link *l, const struct table *t, const struct rows *rows, struct fail *fail);

/* The rows of a result, copied to the arena; clears the result. */
bool link_rows(const struct pq_api *pq, PGresult *result, struct rows *rows, struct arena *a, struct fail *fail);

#endif
