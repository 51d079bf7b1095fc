/* smart.h - scopes and proofs of SMART App Launch 2 (hl7.org/fhir/smart-app-launch, 2.2.0, 2024) for a program that reads one person's record. Pure.
 *
 * A scope is patient/Type.ops: Type a resource type or *; ops letters of c r u d s in this order (create, read, update, delete, search), or the words of
 * version 1, read (= rs), write (= cud) and * (= cruds). Beside it launch/patient, which asks to be told whose record it is. Nothing else is known: scopes
 * with a query (?category=…), user/… and system/… are left out of what is granted. */
#ifndef FHIR_SMART_H
#define FHIR_SMART_H

#include "base/str.h"

enum { SMART_SCOPES_MAX = 1024, SMART_CHALLENGE = 43 }; /* bytes; characters of a S256 challenge: base64url of 32 bytes without padding */

/* Whether it is a scope as above; `type` and `ops` ("rs") then borrow from it or from a constant. launch/patient: both empty. */
bool smart_scope_read(str scope, str *type, str *ops);

/* What is granted of `asked`, in its order, each once: what is known and does not exceed `most`. Empty when nothing is left. */
str smart_grant(str asked, str most, struct arena *a);

/* Whether `scopes` (of a token) allow `op` (c r u d s) on that type. Scopes without any patient/… are of an ordinary token: they limit no type. */
bool smart_allows(str scopes, str type, char op);

/* The word patient:ID among a token's scopes: whose record it is for; empty when it is not limited. */
str smart_patient(str scopes);

/* The word client:ID among them: the program it was given to; empty: no program's. */
str smart_client(str scopes);

/* PKCE (RFC 7636, 2015, S256): whether the verifier (43..128 of A-Z a-z 0-9 - . _ ~) belongs to the challenge. */
bool smart_verifier_fits(str verifier, str challenge);

/* An address a code may be sent to: https, or http to this machine, or a scheme of a program's own with a dot in it (RFC 8252, 2017); no fragment, no user. */
bool smart_redirect_valid(str address);

#endif
