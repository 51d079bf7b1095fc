/* account.h - somebody who can log in: a person with a name, a password and roles. In the caller's transaction; pure rules are in password.h,
 * lockout.h, totp.h and session_rules.h. */
#ifndef ACCOUNT_ACCOUNT_H
#define ACCOUNT_ACCOUNT_H

#include "account/people.h"
#include "policy/consent.h"
#include "policy/relation.h"

struct new_account {
	str org, person; /* person empty: a new one is made; else one that exists (a visitor who registers) or a new one of that id */
	str login, name_zh, name_en;
	str birth, sex, phone; /* may be empty */
	enum role role;
	str department, title, licence;
	int64_t until_ms;           /* end of the role, 0 = none */
	str password_hash;          /* Argon2id, as libsodium writes it */
	str subject;                /* mark of who it is outside (VAULT_MARK bytes), or empty; then log-in name and hash may be empty */
	str totp_secret;            /* base32; empty: none yet */
	bool must_change, consents; /* consents: to consultation with the use of health information, both */
	str granted_by;
};

/* RC_CONFLICT: the log-in name is taken. RC_INPUT: a name that cannot be looked for. That nobody has the subject yet is the caller's to know. */
bool account_make(const struct people *, const struct new_account *, int64_t now_ms, struct rng, struct arena *, struct fail *);

/* The fictional people of the sample hospital, one for each role, all with the password `sample_password`; who needs a second step has the secret
 * `sample_secret`. */
bool account_make_samples(const struct people *, str org, int64_t now_ms, struct rng, struct arena *, struct fail *);
extern const char sample_password[], sample_secret[];

/* What credential.sealed_secret holds. */
struct secrets {
	str login;    /* as it was typed when the account was made; empty: outside log-in only */
	str totp;     /* base32, empty: none */
	str recovery; /* hashes of the recovery codes left, as recovery.h packs them */
};
bool account_secrets(const struct someone *, const struct credential_row *, struct secrets *, struct arena *, struct fail *);
str account_seal_secrets(const struct someone *, const struct secrets *, struct rng, struct arena *);

/* A consent given now; `id` 27 bytes. */
bool account_consent(const struct people *, str org, str person, enum purpose, bool sensitive, str other, str by, int64_t now_ms, char id[27],
		     struct rng, struct fail *);

#endif
