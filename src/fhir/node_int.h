/* node_int.h - JSON as the bytes it stands in, opened only where something changes. What is never opened is given back byte for byte; what is opened keeps its white space.
 * Everything lies on an arena or in the text, which must be valid JSON. */
#ifndef FHIR_NODE_INT_H
#define FHIR_NODE_INT_H

#include "base/str.h"

struct node;

struct node_child {
	str pre;  /* white space before it */
	str key;  /* with its quotes; empty in a list */
	str mid;  /* colon and white space around it */
	str post; /* white space behind it */
	struct node *value;
};

struct node {
	str raw; /* without white space around it; of what is open the text as it was */
	bool open;
	struct {
		struct node_child *v;
		ptrdiff_t n, cap;
	} list;
	str hollow; /* white space of what had no children */
};

struct node *node_new(str raw, struct arena *a); /* white space around `raw` is left out */
bool node_is_object(const struct node *);
bool node_is_list(const struct node *);
void node_open(struct node *, struct arena *a); /* of an object or a list: its children */

ptrdiff_t node_find(struct node *object, str key, struct arena *a); /* `key` decoded; -1: no such member */
/* Puts one in before the child `at` (at = n: at the end), laid out as its neighbours are. `key` decoded, of an object only. */
void node_insert(struct node *, ptrdiff_t at, str key, struct node *value, struct arena *a);
void node_remove(struct node *, ptrdiff_t at);

str node_text(const struct node *, struct arena *a);
str node_string(str raw, struct arena *a);     /* the characters of a string of JSON with its quotes */
str node_quoted(str text, struct arena *a);    /* and back */
uint32_t node_escape(str text, ptrdiff_t *at); /* the code point of the \\uXXXX at *at, or of two that are a pair; *at is then behind it */

ptrdiff_t node_blank(str text, ptrdiff_t at); /* behind the white space at `at` */
ptrdiff_t node_value(str text, ptrdiff_t at); /* behind the value that begins at `at` */

#endif
