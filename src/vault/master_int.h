/* master_int.h - what the two ways to a master key share. */
#ifndef VAULT_MASTER_INT_H
#define VAULT_MASTER_INT_H

#include "vault/master.h"

/* A line of 64 hex digits. `what` says in the message where the line came from. RC_CORRUPT: not a key. */
struct master *master_from_line(str line, const char *what, struct fail *fail);

#endif
