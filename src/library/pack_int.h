/* pack_int.h - what the files of the loader share. */
#ifndef LIBRARY_PACK_INT_H
#define LIBRARY_PACK_INT_H

#include "library/pack.h"

enum { PACK_FILE_MAX = 16 << 20 };

struct file_text {
	int32_t file; /* index into pack->files */
	str text;
};

void pack_refuse(struct pack *p, int32_t file, int line, const char *why);

/* The concept of that id, made when it is new. */
int32_t pack_concept_make(struct pack *p, str id);
void pack_name(struct pack *p, int32_t concept, str zh, str en);                   /* the first name given stays */
void pack_terms(struct pack *p, int32_t concept, str terms, enum lexicon_how how); /* separated by ';' */

/* Ids of sources separated by spaces; false when one is unknown or there is none. */
bool pack_sources(struct pack *p, str ids, const int32_t **out, ptrdiff_t *n);

/* Ids of concepts separated by spaces or commas; an unknown one is made when `make`, else false. */
bool pack_concepts(struct pack *p, str ids, bool make, const int32_t **out, ptrdiff_t *n);

/* Adds a passage whose text lies in the file. Empty text gives -1. */
int32_t pack_passage_add(struct pack *p, struct passage passage);

/* NULL, or what is wrong with it. */
const char *pack_expr(struct pack *p, struct expr *out, str text);

/* Two passes over a card: names first, so that every condition in every file can speak of every card. */
bool card_read_head(struct pack *p, struct file_text file);
void card_read_body(struct pack *p, struct file_text file);

#endif
