/* operator.h - what whoever runs the machine does with a store while no server uses it. Part of zhuyi.h's library.
 *
 * All take the options of zhuyi_open (store, keys, master_file, master_command; the pack is not needed), open the store alone and close it again. False
 * with a one-line reason in `error`; then nothing was changed unless it says so. Lines are told as they come; they are for people to read. */
#ifndef ZHUYI_OPERATOR_H
#define ZHUYI_OPERATOR_H

#include "zhuyi.h"

typedef void zhuyi_line(void *ctx, struct zhuyi_text line);

/* Makes the store if need be, and an organisation in it: id of a-z, 0-9 and -, a name in both languages, a ledger with a key of its own. */
bool zhuyi_organisation_make(const struct zhuyi_options *options, const char *id, const char *name_zh, const char *name_en, char error[256]);
bool zhuyi_organisations(const struct zhuyi_options *options, zhuyi_line *line, void *ctx, char error[256]);

/* Somebody with a role. `organisation` NULL: the first. The first password is told in `password`; it must be changed at the first log-in. */
struct zhuyi_new_user {
	const char *organisation, *login, *role, *name_zh, *name_en;
	const char *department, *title, *licence; /* may be NULL; a doctor needs title (resident, attending, associate, chief) and licence */
};
bool zhuyi_user_make(const struct zhuyi_options *options, const struct zhuyi_new_user *user, char password[32], char error[256]);

/* Rows and SHA-256 of every table, one line each. */
bool zhuyi_store_digest(const struct zhuyi_options *options, zhuyi_line *line, void *ctx, char error[256]);

/* Moves a hospital: every row from `from` to `to` (file or postgresql://…), which must be new; read back and compared table by table. Key files are
 * not moved: the same master key and ledger keys serve the copy. */
bool zhuyi_store_copy(const char *from, const char *to, zhuyi_line *line, void *ctx, char error[256]);

/* Places the tables on the nodes of a Citus cluster. only_tell: prints the calls and needs no database. */
bool zhuyi_store_distribute(const char *place, bool only_tell, zhuyi_line *line, void *ctx, char error[256]);

/* Wraps every person's key under another master key, batch by batch. A stop in between leaves both keys needed; run again with the same two and it goes
 * on. `to` names the new key: master_file (made when it is not there) or master_command. */
bool zhuyi_store_rekey(const struct zhuyi_options *options, const struct zhuyi_options *to, zhuyi_line *line, void *ctx, char error[256]);

/* The code of a second factor now, for trying out the sample hospital. False: no base32 secret of 32 characters. */
bool zhuyi_totp(const char *secret, char code[7]);

#endif
