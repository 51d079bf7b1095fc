/* open_int.h - the parts of opening a store: zhuyi.c, adopt.c. */
#ifndef APP_OPEN_INT_H
#define APP_OPEN_INT_H

#include "account/account.h"
#include "app/app.h"

/* Seals what a store of the first schema holds in plain text. Nothing to do: returns at once. */
bool adopt_plain(struct zhuyi *z, struct fail *fail);

/* The store, its keys and organisations, without pack or threads; no samples are made. Closed by zhuyi_close. */
struct zhuyi *open_at_rest(const struct zhuyi_options *options, char error[256]);

#endif
