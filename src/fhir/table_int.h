/* table_int.h - the definitions of FHIR R4 as constant tables (written by tools/gen_fhir.c from elements.tsv and codes.tsv). No pointers in them, so that no page is touched before it is
 * needed: a text is an offset into `fhir_pool`, 0 the empty one. */
#ifndef FHIR_TABLE_INT_H
#define FHIR_TABLE_INT_H

#include <stdint.h>

enum fhir_kind { FHIR_PRIMITIVE, FHIR_COMPLEX, FHIR_ABSTRACT, FHIR_RESOURCE };
enum { FHIR_NO_TYPE = 0xffff };

struct fhir_type {
	uint32_t name;
	uint16_t base;         /* index, or FHIR_NO_TYPE */
	uint16_t first, count; /* of its own elements, by name */
	uint16_t kind;
};

struct fhir_element {
	uint32_t name;    /* of a choice with its type: valueQuantity */
	uint32_t targets; /* types a reference may point to, blanks between; 0: any */
	uint16_t type;
	uint16_t set;  /* of its required binding, counted from 1; 0: none */
	uint8_t stem;  /* of a choice the length of what its members share: 5 of valueQuantity; else 0 */
	uint8_t must;  /* at least one; of a choice each member says so */
	uint8_t many;  /* a list */
	uint8_t spare; /* 0 */
};

struct fhir_set {
	uint32_t name, systems, codes; /* words with blanks between */
};

extern const char fhir_pool[];
extern const struct fhir_type fhir_types[];
extern const int fhir_type_count;
extern const struct fhir_element fhir_elements[];
extern const struct fhir_set fhir_sets[];

#endif
