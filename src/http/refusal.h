/* refusal.h - what the server itself says no with: status, code and one plain sentence in both languages. */
#ifndef HTTP_REFUSAL_H
#define HTTP_REFUSAL_H

#include "http/buf.h"

enum refusal {
	REFUSAL_NONE,
	REFUSAL_PATH,       /* 400 */
	REFUSAL_QUERY,      /* 400 */
	REFUSAL_HEADER,     /* 400 */
	REFUSAL_SESSION,    /* 401 */
	REFUSAL_CROSS_SITE, /* 403 */
	REFUSAL_HOST,       /* 403 */
	REFUSAL_NO_PATH,    /* 404 */
	REFUSAL_NO_CASE,    /* 404 */
	REFUSAL_METHOD,     /* 405 */
	REFUSAL_SLOW,       /* 408 */
	REFUSAL_LENGTH,     /* 411 */
	REFUSAL_BODY,       /* 413 */
	REFUSAL_URL,        /* 414 */
	REFUSAL_TYPE,       /* 415 */
	REFUSAL_RATE,       /* 429 */
	REFUSAL_HEADERS,    /* 431 */
	REFUSAL_MEMORY,     /* 503 */
	REFUSAL_BUSY,       /* 503 */
	REFUSAL_STOPPING,   /* 503 */
	REFUSAL_COUNT
};

int refusal_status(enum refusal r);

/* {"error":{…}} */
void refusal_json(struct buf *out, enum refusal r);

/* The same as an OperationOutcome of FHIR R4. */
void refusal_outcome(struct buf *out, enum refusal r);

/* A whole response, for writing straight to a socket. */
void refusal_raw(struct buf *out, enum refusal r);

#endif
