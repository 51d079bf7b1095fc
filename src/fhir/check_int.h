/* check_int.h - what the files of the check share: where one is in a resource, and what was found. */
#ifndef FHIR_CHECK_INT_H
#define FHIR_CHECK_INT_H

#include "fhir/check.h"
#include "fhir/find_int.h"

/* A place: a chain of names up to the root, on the stack. */
struct place {
	const struct place *up; /* NULL: the root, whose name is the resource type */
	str name;
	ptrdiff_t index; /* in a list, or -1 */
};

struct check {
	struct fhir_issues *out;
	struct arena *a;
	int64_t now_ms;
	jv holder; /* the resource whose contained ones a reference #x means */
	bool wrong;
};

str place_text(const struct place *, struct arena *a);

/* An issue of severity error at a place. */
void check_wrong(struct check *, const struct place *, const char *code, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The same one step further in, at the element `name`. */
void check_wrong_in(struct check *, const struct place *, str name, const char *code, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* The same of severity warning: the resource is taken all the same. */
void check_doubt_in(struct check *, const struct place *, str name, const char *code, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* One object as a type of the tables, and all below (walk.c). */
void check_object(struct check *, const struct place *, int type, jv object);
/* An object as the resource it says it is; `must_be` names a type or is empty. */
void check_resource(struct check *, const struct place *, str must_be, jv object);

/* A Reference: where it may point (refer.c). */
void check_reference(struct check *, const struct place *, const struct fhir_element *, jv reference);

/* Invariants within one object (rules.c). */
void check_rules(struct check *, const struct place *, str type, jv object);

/* What cannot be: of a value of a complex type, of a whole resource (possible.c). */
void check_possible_value(struct check *, const struct place *, str type, jv value);
void check_possible_resource(struct check *, const struct place *, str type, jv resource);

#endif
