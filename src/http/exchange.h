/* exchange.h - one request and its answer.
 *
 * Shared by three parties, hence counted: the connection (an MHD thread) from the first line to the last byte, the library from zhuyi_start to `done`
 * or from zhuyi_follow to zhuyi_unfollow, and the pacer while a job about it waits. `connection` is NULL once the client is gone: the others then
 * only let go.
 *
 *   form         set by                       what follows
 *   FORM_NONE    request read                 the connection sleeps until the library has said something
 *   FORM_REPLY   done, or a refusal           reply and reply_status are sent whole
 *   FORM_EVENTS  first event, or done         header is sent, then `out` as it fills, until `ended`
 *
 * Order of locks: the library's own, pacer, exchange, MHD's. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/buf.h"
#include "http/refusal.h"

#include <microhttpd.h>
#include <pthread.h>

struct server;
struct peer;
struct route;

enum form { FORM_NONE, FORM_REPLY, FORM_EVENTS };

enum { TOKEN_SIZE = 128, LOCATION_SIZE = 640 };

struct exchange {
	struct server *server; /* valid while the connection lives */
	struct peer *peer;

	/* the connection's thread only */
	const struct route *route;
	enum refusal refusal;
	int wait_s; /* Retry-After */
	bool begun, head, wants_events, listed;
	char *uri; /* as it came, cut at the limit */
	size_t uri_n, path_n;
	char *id;
	size_t id_n;
	char allow[64];
	char session[TOKEN_SIZE], cookie[TOKEN_SIZE]; /* as it came; as it is to be set */
	struct buf body;
	uint64_t big;            /* bytes of it that count against the room for big bodies */
	uint64_t length, body_n; /* of the body: announced; received, kept or not */
	uint64_t sent;
	int64_t started_us;
	int status;
	const char *method;

	/* under `lock` */
	pthread_mutex_t lock;
	int refs;
	struct MHD_Connection *connection;
	bool asleep; /* suspended, and nobody has woken it yet */
	enum form form;
	struct buf reply;
	int reply_status;
	const char *reply_type; /* NULL: JSON */
	char etag[80], location[LOCATION_SIZE];
	int64_t modified_ms;
	char new_session[TOKEN_SIZE]; /* "" = leave, "-" = clear */
	struct buf out;               /* events not yet sent */
	size_t out_sent;
	bool ended, broken;
	bool cookie_first; /* events wait until the cookie of a new session is known: it can only go into the header */
	int64_t spoke_ms;  /* when something was last sent */
	uint64_t follower;

	/* under the pacer's lock */
	struct exchange *prev, *next;
};

struct exchange *exchange_new(struct server *s, struct MHD_Connection *connection); /* NULL: no memory */
void exchange_hold(struct exchange *x);
void exchange_drop(struct exchange *x);

/* Under the lock. Sleep only from a callback of the connection; wake from any thread. */
void exchange_sleep(struct exchange *x);
void exchange_wake(struct exchange *x);

/* Under the lock: answers whole, unless something was said before. */
void exchange_reply(struct exchange *x, int status, struct zhuyi_text json);
void exchange_refuse(struct exchange *x, enum refusal r);

/* What a refusal says: under /fhir an OperationOutcome. */
void exchange_say(struct buf *out, const struct exchange *x, enum refusal r);
const char *exchange_refusal_type(const struct exchange *x); /* its media type */

/* Hands the request to the library; the connection sleeps. */
enum MHD_Result exchange_call(struct exchange *x);

int64_t http_now_us(void);

#endif
