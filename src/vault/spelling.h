/* spelling.h - one spelling of what people are looked up by, so that a keyed hash of it can be compared. Pure.
 *
 * Texts are valid UTF-8. Results are owned by `perm`; empty when nothing is left to look for. Never shown to anybody. */
#ifndef VAULT_SPELLING_H
#define VAULT_SPELLING_H

#include "base/str.h"

/* Half width, lower case, simplified characters, no blanks at the ends: Ｌｉ.Ming is li.ming. */
str spelling_login(str login, struct arena *perm);

/* The same, and without blanks and middle dots inside: 阿卜杜拉·买买提, Li Ming and LI  MING. */
str spelling_name(str name, struct arena *perm);

/* Digits only, as dialled inside China; numbers of other countries begin with +. 5..20 digits, otherwise empty.
 * +86 138 0013 8000, 0086-13800138000 and 13800138000 are one; so are +86 (10) 6512 3456 and 010-65123456. */
str spelling_phone(str phone, struct arena *perm);

#endif
