/* primitive_int.h - how the primitives of FHIR R4 are written. */
#ifndef FHIR_PRIMITIVE_INT_H
#define FHIR_PRIMITIVE_INT_H

#include "base/json.h"

struct fhir_primitive_wrong {
	const char *code; /* IssueType: structure when the kind of JSON is wrong, value when it is badly written */
	const char *why;
};

/* Is a JSON value one of the primitive `type` ("dateTime")? A type that is no primitive is a programmer's error. */
bool fhir_primitive_ok(str type, jv value, struct fhir_primitive_wrong *wrong);

/* The text of a narrative (xhtml.c). */
bool fhir_is_xhtml(str text);

/* A calendar day there is; year 1..9999. */
bool fhir_is_day(int year, int month, int day);

#endif
