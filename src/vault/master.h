/* master.h - the master key: the one secret under which the keys of all people of a store lie.
 *
 * It comes from a file (64 hex digits and a line end, mode 0600) or from a command whose first line of output it is (a key service, a hardware token, a
 * second machine). It is never in the store nor in its backups; who loses it loses what people told, and nothing else can be done about it.
 * In memory it lies on pages of its own that are kept out of swap where the system allows, are read-only, and are wiped when given back.
 * After it was made it never changes: any thread may read it. */
#ifndef VAULT_MASTER_H
#define VAULT_MASTER_H

#include "base/clock.h"
#include "base/fail.h"

enum {
	MASTER_BYTES = 32,
	MASTER_ID_HEX = 16,
	MASTER_COMMAND_MS = 5000, /* how long a command may take unless told otherwise */
};

struct master;

/* From a file. NULL and RC_MISSING no such file; RC_DENIED others may read it; RC_CORRUPT not a key; RC_IO. The caller owns the key. */
struct master *master_load(const char *path, struct fail *fail);

/* Makes a new key and its file; file and folder are on the disk when this returns. RC_CONFLICT: there is such a file, which stays as it is. */
struct master *master_create(const char *path, struct rng rng, struct fail *fail);

/* From a command, run by /bin/sh -c with our environment, an empty input and our standard error. Its whole process group is ended after `limit_ms`.
 * RC_UPSTREAM the command failed; RC_TIMEOUT; RC_CORRUPT its first line is not a key. */
struct master *master_ask(const char *command, int64_t limit_ms, struct fail *fail);

/* Overwrites it. NULL is nothing. */
void master_forget(struct master *master);

/* The key's name, kept in the store (meta 'master'): 16 hex digits of a keyed hash, from which the key cannot be had. */
void master_id(char out[MASTER_ID_HEX + 1], const struct master *master);

/* Is it the key the store was made with? `kept` is what the store has as meta 'master'. RC_DENIED: another key, the message names both.
 * RC_CORRUPT: `kept` is no name of a key. */
bool master_check(const struct master *master, str kept, struct fail *fail);

/* A key for one use, derived from the master key. Uses: vault.c. */
void master_subkey(unsigned char out[MASTER_BYTES], const struct master *master, uint64_t use);

#endif
