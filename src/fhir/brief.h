/* brief.h - what a timeline, a series and the facts need of a FHIR R4 resource, in some hundred bytes. Pure. */
#ifndef FHIR_BRIEF_H
#define FHIR_BRIEF_H

#include "base/json.h"

/* All strings are borrowed from the resource or lie on the arena; empty = it does not say. */
struct brief {
	str code; /* "system|code" of the first coding of what it is about; of a MedicationStatement or -Request the medicine's; of a Patient nothing */
	str title;       /* how people call it: text, else display, else code */
	str value;       /* the number as it was written, a word or text; of blood pressure "120/80"; of components "code=value;…" otherwise */
	str unit;        /* UCUM code, else the unit as written */
	str status;      /* of an allergy or condition clinicalStatus, else `status` */
	str verified;    /* verificationStatus; empty where there is none */
	str origin;      /* tag of urn:zhuyi:origin: stated typed photo device csv */
	str from, until; /* FHIR dates as written: onset, effectivePeriod …; `until` is the end, abatement or empty */
	str low, high;   /* reference range, as written */
};

/* out  *at_ms when what it tells of happened: effective, onset, occurrence, authored, issued, recorded, in this order; a partial date counts from its
 *      beginning, in China's zone unless it names one; 0 = it says none */
void brief_of(struct brief *out, int64_t *at_ms, jv resource, struct arena *a);

str brief_pack(const struct brief *, struct arena *);
bool brief_unpack(struct brief *, str packed); /* borrows from it; false: damaged */

/* A FHIR date, dateTime or instant: the span it means [ms since 1970, the end exclusive]. Without a zone: `zone_min` east of UTC. */
bool fhir_time(str text, int zone_min, int64_t *from_ms, int64_t *until_ms);

#endif
