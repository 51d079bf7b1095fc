/* search_int.h - what the files of search share: parameters with their paths, clauses with their values. */
#ifndef FHIR_SEARCH_INT_H
#define FHIR_SEARCH_INT_H

#include "fhir/exact.h"
#include "fhir/search.h"

/* The type at the end of a path, as search_params.tsv names it. */
enum search_leaf {
	LEAF_ID,
	LEAF_CODE,
	LEAF_BOOLEAN,
	LEAF_CODING,
	LEAF_CONCEPT,
	LEAF_IDENTIFIER,
	LEAF_CONTACT,
	LEAF_REFERENCE,
	LEAF_CANONICAL,
	LEAF_DATE,
	LEAF_PERIOD,
	LEAF_TIMING,
	LEAF_QUANTITY,
	LEAF_RANGE,
	LEAF_MONEY,
	LEAF_NUMBER,
	LEAF_STRING,
	LEAF_NAME,
	LEAF_ADDRESS,
	LEAF_URI,
	LEAF_DECEASED, /* the whole resource */
	LEAF_ELEMENT,  /* of composites: what the parts lie in */
	LEAF_COUNT
};

struct search_path {
	str steps; /* name.name[key=value].name; * = the resource itself */
	enum search_leaf leaf;
	str only;   /* of references: to this type; empty = any */
	str system; /* of codes: the system they belong to; empty = not known */
};

struct search_param {
	str type, code; /* type: as in the table, Resource for the common ones */
	enum fhir_search_kind kind;
	struct search_path *paths;
	ptrdiff_t path_count;
	struct search_param *parts; /* of a composite, with paths from its element on */
	ptrdiff_t part_count;
};

enum search_prefix { PREFIX_EQ, PREFIX_NE, PREFIX_GT, PREFIX_LT, PREFIX_GE, PREFIX_LE, PREFIX_SA, PREFIX_EB, PREFIX_AP, PREFIX_COUNT };

enum search_modifier { MOD_NONE, MOD_MISSING, MOD_EXACT, MOD_CONTAINS, MOD_NOT, MOD_TEXT, MOD_IDENTIFIER, MOD_TYPE };

/* One of the values between commas. What is filled depends on the kind. */
struct search_value {
	enum search_prefix prefix;
	str text;                    /* without escapes; of strings and :text folded unless :exact */
	str system, code;            /* of tokens and quantities */
	bool barred;                 /* a token with a bar: the system counts, also an empty one */
	str type, id;                /* of references to this record; type empty = any. Both empty: `text` is compared whole */
	int64_t from_ms, until_ms;   /* of dates, the end exclusive */
	struct exact at, low, high;  /* of numbers: exactly, and what it means at its precision, [low, high); of ap both inclusive */
	struct search_clause *parts; /* of composites: one of one value for each part */
	bool truth;                  /* of :missing */
};

struct search_clause {
	const struct search_param *param;
	enum search_modifier modifier;
	str modifier_type; /* of MOD_TYPE */
	struct {
		struct search_value *v;
		ptrdiff_t n, cap;
	} values;
};

struct search_key {
	const struct search_param *param;
	bool descending;
};

/* What is known of the type's parameter (or of the common one); NULL when there is none. */
const struct search_param *search_param_find(str type, str code, struct arena *a);
/* Appends every reference parameter of the type. */
typedef void search_param_use(void *ctx, const struct search_param *param);
void search_param_references(str type, struct arena *a, search_param_use *use, void *ctx);

/* Calls `visit` for each element the parameter's paths lead to until it returns true, and returns that. References to a type that does not count are left out. */
typedef bool search_visit(void *ctx, const struct search_path *path, jv leaf);
bool search_walk(const struct search_param *param, jv resource, str base, search_visit *visit, void *ctx);

/* Reads the values of a clause whose parameter and modifier are set. */
bool search_values_read(struct search_clause *clause, str raw, const struct fhir_search_place *place, struct fhir_search_fault *fault,
			struct arena *a);

/* A reference as written: this record's resource as type and id (a version is dropped); false for all others. */
bool search_reference_split(str text, str base, str *type, str *id);
str search_reference_text(const struct search_path *path, jv leaf);
bool search_is_dead(jv patient);
bool search_is_type(str s); /* looks like the name of a resource type */

/* Lower case, without accents and blanks, half width, simplified characters: what of two texts is alike however they are written. Between Chinese and other
 * letters a blank is a matter of taste, so that none counts. */
str search_fold(str text, struct arena *a);

/* The span of a date, Period or Timing [ms, end exclusive; INT64_MIN and INT64_MAX where it is open]. False when it holds none. */
bool search_date_span(const struct search_path *path, jv leaf, int zone_min, int64_t *from_ms, int64_t *until_ms);

bool search_matches_date(const struct search_value *v, int64_t from_ms, int64_t until_ms);
bool search_matches_number(const struct search_value *v, const struct search_path *path, jv leaf);

#endif
