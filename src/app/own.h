/* own.h - the account of whoever asks: its row, what it hides, and how often somebody guessed wrong within its sessions.
 *
 * Read on a worker by own_open, checked there, and read once more by own_again inside the transaction that changes it: what two calls decide at the same
 * time is decided once. */
#ifndef APP_OWN_H
#define APP_OWN_H

#include "account/account.h"
#include "app/app.h"

struct own {
	struct someone who;
	struct credential_row credential;
	struct secrets secrets;
	struct attempt_row attempt;
	str mark;      /* own_step_mark: under which guesses are counted */
	int64_t step;  /* of a code that fitted */
	bool failed;   /* a guess was wrong: only the count is written */
	char why[160]; /* and this is said */
};

/* Where wrong guesses within a session are counted: apart from the log-in's, so that whoever took a session locks nobody out of the log-in. */
void own_step_mark(unsigned char mark[VAULT_MARK], struct zhuyi *z, str org, str person);

bool own_open(struct zhuyi *z, struct call *c, struct own *o);

/* In the transaction: whether the session still stands; RC_DENIED when it was ended meanwhile. */
bool call_session_stands(struct zhuyi *z, struct call *c);

/* In the transaction: the session stands, and the account is as it was read; else RC_CONFLICT. */
bool own_again(struct zhuyi *z, struct call *c, struct own *o);

/* Keeps credential and secrets as they are in `o`. */
bool own_put(struct zhuyi *z, struct call *c, struct own *o);

/* A guess: false with `failed` set when it is wrong; false with the call's failure when nothing can be said. */
bool own_password(struct call *c, struct own *o, str password);
/* The code of the device in state `totp` of the credential (1 begun, 2 in force); `step` is then set. */
bool own_code(struct call *c, struct own *o, str code, int totp);

/* In the transaction: one more wrong guess under that mark, counted from what is there now. */
bool call_count_failure(struct zhuyi *z, struct call *c, str mark);

/* In the transaction: what was guessed wrong is forgotten, after a right guess. Where there is a second factor only a code does that: whoever has the
 * password alone could otherwise guess codes for ever. */
bool own_forget_failures(struct zhuyi *z, struct call *c, const struct own *o, bool by_code);

/* The write of a call in which o->failed; and its `after`, which then says no. c->work is, or begins with, a struct own. */
bool own_failed_write(struct zhuyi *z, struct call *c, struct own *o);
void own_failed_after(struct zhuyi *z, struct call *c);

#endif
