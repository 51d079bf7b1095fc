/* ingest_fake.h - the port for tests: the same output for every picture, or the same failure. */
#ifndef INGEST_INGEST_FAKE_H
#define INGEST_INGEST_FAKE_H

#include "ingest/ingest.h"

struct ingest_fake {
	str json;      /* the reader's output */
	enum rc fails; /* RC_OK, or what comes instead */
	int calls;
};

struct ingest ingest_fake(struct ingest_fake *fake); /* borrowed */

#endif
