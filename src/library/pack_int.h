/* pack_int.h - what the files of the loader share. */
#ifndef LIBRARY_PACK_INT_H
#define LIBRARY_PACK_INT_H

#include "base/file.h"
#include "base/tsv.h"
#include "library/pack.h"

#include <sodium.h>

enum { PACK_FILE_MAX = 16 << 20 };

struct file_text {
	int32_t file; /* index into pack->files */
	str text;
};

/* What grew on the build arena moves to where it stays, each array as large as it must be. */
#define PACK_SETTLE(p, vec) \
	do { \
		void *kept = arena_alloc(&(p)->arena, (ptrdiff_t)sizeof(*(vec)->v), (ptrdiff_t) _Alignof(max_align_t), (vec)->n); \
		if ((vec)->n) memcpy(kept, (vec)->v, (size_t)(vec)->n * sizeof(*(vec)->v)); \
		(vec)->v = kept; \
		(vec)->cap = (vec)->n; \
	} while (0)

struct loader {
	struct pack *p;
	const char *folder;
	crypto_hash_sha256_state hash; /* over every file read, in order */
	str rule_files;                /* of the order check, that must be there: the loss of one is not seen from the others */
};

/* Reads one file of the pack; false when it is missing, unreadable or not valid UTF-8, which is then in `refused`. */
bool pack_read_file(struct loader *l, str name, struct file_text *out);
bool pack_read_file_to(struct loader *l, str name, struct arena *to, struct file_text *out); /* the text lies there */
bool pack_names_in(struct loader *l, const char *sub, str suffix, struct file_list *out);
str pack_joined(struct arena *perm, const char *a, str b, const char *c);

/* calculators/: inputs.txt and every *.calc (docs/calculator-format.md). A damaged one is refused whole. */
void pack_read_calcs(struct loader *l);

/* plans/ and measures.tsv: checked whole; kept are the plans' names and checksums, and the limits. */
void pack_read_plans(struct loader *l);

void pack_refuse(struct pack *p, int32_t file, int line, const char *why);

/* The concept of that id, made when it is new. */
int32_t pack_concept_make(struct pack *p, str id);
void pack_name(struct pack *p, int32_t concept, str zh, str en);                   /* the first name given stays */
void pack_terms(struct pack *p, int32_t concept, str terms, enum lexicon_how how); /* separated by ';' */

/* A name only for the order check: not for reading questions. Terms with gaps or choices are left out. */
void pack_order_terms(struct pack *p, int32_t concept, str terms);

/* Rows of the tables that only the order check reads, and what it needs to know of rows that were refused. NULL row: the whole file. */
struct tsv_row;
const char *condition_row(struct pack *p, int32_t file, const struct tsv_row *row);
const char *usual_route_row(struct pack *p, int32_t file, const struct tsv_row *row);
const char *product_row(struct pack *p, int32_t file, const struct tsv_row *row);
const char *order_dose_row(struct pack *p, const struct tsv_row *row, int32_t drug, int32_t passage);
void order_note_damage(struct pack *p, str file, const struct tsv_row *row);
void order_settle(struct pack *p);

/* Ids of sources separated by spaces; false when one is unknown or there is none. */
bool pack_sources(struct pack *p, str ids, const int32_t **out, int32_t *n);

/* Ids of concepts separated by spaces or commas; an unknown one is made when `make`, else false. */
bool pack_concepts(struct pack *p, str ids, bool make, const int32_t **out, ptrdiff_t *n);

/* Adds a passage whose text lies in the file. Empty text gives -1. */
int32_t pack_passage_add(struct pack *p, struct passage passage);

/* NULL, or what is wrong with it. */
const char *pack_expr(struct pack *p, struct expr *out, str text);

/* Reads a row; NULL, or why it is refused. */
typedef const char *row_reader(struct pack *p, int32_t file, const struct tsv_row *row);

/* Makes the concept of a row with id, names and terms. */
const char *pack_named(struct pack *p, const struct tsv_row *row, int32_t *concept, enum lexicon_how how);

/* labs_load.c */
row_reader pack_lab_row, pack_lab_range_row, pack_critical_value_row, pack_lab_delta_row, pack_lab_panel_row;
void pack_labs_settle(struct pack *p); /* gives each item its rows of lab_ranges and critical_values; after everything else has moved */

/* Two passes over a card: names first, so that every condition in every file can speak of every card. */
bool card_read_head(struct pack *p, struct file_text file);
void card_read_body(struct pack *p, struct file_text file);

#endif
