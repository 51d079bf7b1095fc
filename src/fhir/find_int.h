/* find_int.h - looking things up in the tables of FHIR R4. */
#ifndef FHIR_FIND_INT_H
#define FHIR_FIND_INT_H

#include "base/str.h"
#include "fhir/table_int.h"

str fhir_pool_text(uint32_t offset);

int fhir_type_find(str name); /* index, or -1 */

/* Is it `type` itself or does it come from it? */
bool fhir_type_is(int type, int of);

/* The element of a type or of what it comes from; NULL: no such. A choice is found with its type (valueQuantity). */
const struct fhir_element *fhir_element_find(int type, str name);

/* Does a word stand in a list with blanks between? */
bool fhir_word_in(str words, str word);

#endif
