/* fetch_fake.h - the port for tests: answers from a table, fails at will, and remembers what it was asked. One thread. */
#ifndef NET_FETCH_FAKE_H
#define NET_FETCH_FAKE_H

#include "net/fetch.h"

enum { FETCH_SEEN_MAX = 32 };

struct fetch_answer {
	const char *method; /* NULL = any */
	const char *url;    /* the whole url */
	int status;
	const char *type; /* NULL = application/json */
	str body;
	enum rc fails; /* RC_OK, or the failure that comes instead of an answer */
};

struct fetch_seen {
	const char *method;
	str url, body, authorization; /* borrowed from the caller's request */
};

struct fetch_fake {
	const struct fetch_answer *answers; /* the first that fits; a url that is not there is RC_UPSTREAM */
	ptrdiff_t n;
	int fail_at; /* this call (from 1) fails with `fails`; 0 = none */
	enum rc fails;
	int calls;
	struct fetch_seen seen[FETCH_SEEN_MAX];
};

struct fetch fetch_fake(struct fetch_fake *fake); /* borrowed */

#endif
