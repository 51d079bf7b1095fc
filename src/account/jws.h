/* jws.h - tokens in compact form (RFC 7515) and the public keys that vouch for them (RFC 7517). Pure: no I/O, no clock.
 *
 * Only RS256, PS256 and ES256. `none` and everything with a shared secret (HS…) are refused before a key is looked for, so a public key can never
 * be taken for a secret (RFC 8725, 2.1 and 3.1). A key named inside the token (jwk, jku, x5u, x5c) is never used. */
#ifndef ACCOUNT_JWS_H
#define ACCOUNT_JWS_H

#include "base/fail.h"

enum jws_alg { JWS_RS256, JWS_PS256, JWS_ES256, JWS_ALGS };

enum { JWS_BYTES_MAX = 16384, JWS_JSON_DEPTH = 8, JWS_RSA_BITS_MIN = 2048, JWS_RSA_BITS_MAX = 8192 };

struct jws {
	enum jws_alg alg;
	str kid;       /* empty when the header has none */
	str signed_on; /* header.payload as received, borrowed */
	str payload;   /* decoded: UTF-8 JSON is for the caller to check */
	str signature; /* decoded bytes */
};

/* Three parts, each base64url without padding and in its one spelling; a header with an accepted `alg`, of type JWT or none, without `crit`.
 * RC_DENIED, naming what is wrong. */
bool jws_read(struct jws *out, str token, struct arena *perm, struct fail *fail);

/* Does a key of the set (JSON {"keys":[…]}) vouch for the token? A key must be of the right kind, and not say it is for another use or algorithm.
 * A token without `kid` is accepted only when one key alone fits.
 * RC_MISSING no such key: the set may be out of date; RC_DENIED the signature does not hold; RC_UPSTREAM the set cannot be read. */
bool jws_verify(const struct jws *jws, str key_set, struct arena *perm, struct fail *fail);

/* base64url (RFC 4648, 5) without padding. Reading accepts only what writing gives. */
str base64url(struct arena *perm, str bytes);
bool base64url_read(str *out, str text, struct arena *perm);

#endif
