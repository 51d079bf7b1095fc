/* migrate.h - the schema's steps, in order; their number is the schema's version. Written in SQLite's words; PostgreSQL's driver translates. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/str.h"

struct migrations {
	const char *const *sql;
	int n;
};

extern const struct migrations store_migrations;

/* The same commands in PostgreSQL's words: BLOB, INTEGER and TEXT become bytea, bigint and text COLLATE "C"; STRICT and WITHOUT ROWID go. Whole words
 * in capitals only, and neither in comments nor between quotes. On the arena, ended by NUL. */
str migrate_translate(struct arena *a, str sql);

#endif
