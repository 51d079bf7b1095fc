/* row_int.h - between rows of the port and C structs: each struct names its members in the order of the columns. Shared by rows*.c. */
#ifndef STORE_ROW_INT_H
#define STORE_ROW_INT_H

#include "store/rows.h"

enum field_kind { FIELD_TEXT, FIELD_BLOB, FIELD_INT, FIELD_BYTES };

struct field {
	enum field_kind kind;
	ptrdiff_t at, size; /* of the member; for BYTES its fixed length */
};

#define FIELD(kind_, type, member) \
	{ \
		FIELD_##kind_, (ptrdiff_t)offsetof(struct type, member), (ptrdiff_t)sizeof(((struct type *)0)->member) \
	}
enum { FIELDS_MAX = 16, ARGS_MAX = 16 };

#define FIELDS(name) name##_fields, (int)(sizeof name##_fields / sizeof *name##_fields)

#define ARG_TEXT(s) ((struct value){VALUE_TEXT, (s), 0})
#define ARG_BLOB(s) ((struct value){VALUE_BLOB, (s), 0})
#define ARG_BYTES(p, n) ((struct value){VALUE_BLOB, {(const char *)(p), (n)}, 0})
#define ARG_INT(i) ((struct value){VALUE_INT, {"", 0}, (i)})
#define ARGS(...) (const struct value[]){__VA_ARGS__}, (int)(sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value))

/* A whole row as arguments. */
bool row_write(struct store *, enum stmt, const struct field *, int n, const void *row, struct fail *);

/* The only row there is, into `row`. RC_MISSING when there is none; RC_CORRUPT when fixed bytes have another length. */
bool row_one(struct store *, enum stmt, const struct value *args, int args_n, const struct field *, int n, void *row, struct arena *, struct fail *);

/* All rows, into a vector { T *v; n, cap }. */
bool row_all(struct store *, enum stmt, const struct value *args, int args_n, const struct field *, int n, void *vector, ptrdiff_t size,
	     struct arena *, struct fail *);

/* Writes and asks that one row changed: else `rc` with `what`. */
bool row_change(struct store *, enum stmt, const struct value *args, int args_n, enum rc rc, const char *what, struct fail *);
bool row_run(struct store *, enum stmt, const struct value *args, int args_n, struct fail *);

#endif
