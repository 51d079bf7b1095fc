/* relation.h - the roles there are, and what an actor is to the person concerned. One pure ordered table; no I/O, no clock. */
#ifndef POLICY_RELATION_H
#define POLICY_RELATION_H

#include "base/str.h"

/* In the order of the columns of access.tsv. Whoever has no session counts as a visitor. */
enum role {
	ROLE_VISITOR,
	ROLE_PATIENT,
	ROLE_GUARDIAN,
	ROLE_DOCTOR,
	ROLE_PHARMACIST,
	ROLE_ETHICS,
	ROLE_ADMINISTRATOR,
	ROLE_AUDITOR,
	ROLE_REGULATOR,
	ROLES
};

enum relation {
	RELATION_ANY,       /* the action is about nobody, or only about the actor: there is nothing to compare */
	RELATION_OWN,       /* the action is about the actor's own organisation */
	RELATION_SELF,      /* the actor is the person */
	RELATION_WARD,      /* the actor is the guardian of the person, a child under 14 */
	RELATION_FAMILY,    /* the person shares with the actor, and that consent stands */
	RELATION_TREATING,  /* a doctor to whom the person's case fell, and the consent to that stands */
	RELATION_GLASS,     /* a doctor with an open break-glass grant */
	RELATION_NONE,      /* same organisation, nothing else */
	RELATION_ELSEWHERE, /* another organisation: denied, and answered as if nothing were there */
	RELATIONS
};

str role_name(enum role role);
bool role_by_name(str name, enum role *out); /* false leaves *out alone */
str relation_name(enum relation relation);
bool relation_by_name(str name, enum relation *out);

/* Staff act for the hospital; ward and family are for the roles patient and guardian (who is both switches the role). */
bool role_is_staff(enum role role);

/* What is known of actor and person, from the store. */
struct relation_facts {
	bool same_org;
	bool self;
	bool guardian;        /* an active relation of kind guardian, not past its end, and the person is under 14 now (age_guardian_may) */
	bool family;          /* an active relation of kind family, and the person's consent `family` for this actor is in force */
	bool case_waits;      /* a case of the person waits for a doctor (held or handed over) */
	bool signed_by_actor; /* the actor signed or rejected this case; for actions about a person: one of the person's cases */
	bool consent_consult; /* the person's consent `consult` to the use of health information is in force */
	bool glass_open;      /* a break-glass grant of this actor for this person that has not ended */
	enum role role;
};

/* The first row that fits decides: elsewhere, self, ward, family, treating, glass, none. So a doctor never treats, nor opens in an emergency, the
 * record of themself, of their ward, or of whoever shares with them as family: somebody else does. */
enum relation relation_of(struct relation_facts facts);

#endif
