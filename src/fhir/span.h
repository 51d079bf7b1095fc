/* span.h - where in the text of a JSON value its members, items and strings lie, to cut out and to put in without writing anything anew. Pure.
 *
 * The text must have passed fhir_parse: nothing is checked again. Spans are borrowed from it. */
#ifndef FHIR_SPAN_H
#define FHIR_SPAN_H

#include "base/str.h"

struct span_walk {
	str rest;
	bool inside;
};

/* Members of an object, items of an array, one after the other; begin with {text}. `key` (without its quotes, escapes as they are) is empty for items.
 * False at the end, and at once for what is neither. */
bool span_next(struct span_walk *walk, str *key, str *value);

/* The member of this name; an empty span when there is none. */
str span_member(str object, const char *name);

/* Each string that is a value, at any depth, without its quotes and with escapes as they are, from the first to the last. `key` is of the nearest member. */
struct span_strings {
	str text;
	ptrdiff_t at;
	str key;
};
bool span_string(struct span_strings *all, str *value);

#endif
