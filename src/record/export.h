/* export.h - everything kept about one person, gathered for an export: what bundle.h and readable.h write out. Plain values; all strings are borrowed
 * and valid UTF-8. Times are ms since 1970-01-01 UTC, 0 = not so. The arrays may come in any order. */
#ifndef RECORD_EXPORT_H
#define RECORD_EXPORT_H

#include "record/record.h"

struct export_case {
	str id;
	str body; /* as stored: docs/contract.md, "ask: out" */
};

struct export_consent {
	str id, purpose;               /* consult, avatar, family, research, labelling */
	bool sensitive;                /* covers health information, agreed to separately */
	str other;                     /* pseudonym of a person or avatar it is limited to */
	str edition, text_zh, text_en; /* of the words agreed to; the words themselves when they are still at hand */
	str given_by, withdrawn_by;    /* pseudonyms */
	int64_t given_ms, withdrawn_ms;
};

struct export_access {
	str id;
	int64_t at_ms;
	str actor, name, title; /* pseudonym; name and title as they were then */
	str role, action, relation;
	str case_id, reason;
};

struct export_relation {
	str other, name;
	str side;  /* by: `other` may act for or read the person; for: the other way round */
	str kind;  /* guardian, family, contact */
	str state; /* asked, active, ended */
	int64_t since_ms, until_ms;
};

/* A leaf of the ledger about this person. */
struct export_decision {
	str case_id, kind;
	int64_t leaf, at_ms;
	str hash;                     /* of the leaf, 64 hex digits */
	str subject_salt, actor_salt; /* 64 hex digits each; without them the leaf's own hashes say nothing */
};

/* Something else that is kept, as JSON of our own: reminders, what the person was told. */
struct export_document {
	const char *kind; /* one of each kind */
	str title, type, json;
};

/* For the page to read; in its language. */
struct export_reminder {
	str title, when, state;
};
struct export_notice {
	int64_t at_ms;
	str title, text, state;
};

/* The newest signed head of the ledger. */
struct export_head {
	int64_t number, size, time_ms;
	str root, signature, key; /* hex */
};

/* A resource of the record: its bytes, and what of it is shown. */
struct export_resource {
	str type, id, text;
	str title, value, unit, status;
	int64_t at_ms; /* 0: it says no time */
};

struct record_export {
	int64_t now_ms;
	str org, org_zh, org_en;
	bool fictional; /* said in both forms */
	str version;    /* of the program */
	str producer;   /* name or code of the provider of the AI service; empty: "zhuyi" */

	struct profile profile; /* profile.person must be there */
	str login;              /* log-in name; may be empty */
	struct person_facts facts;
	int64_t facts_ms; /* when they were told */

	const struct export_case *cases;
	ptrdiff_t case_count;
	const struct export_consent *consents;
	ptrdiff_t consent_count;
	const struct export_access *accesses;
	ptrdiff_t access_count;
	const struct export_relation *relations;
	ptrdiff_t relation_count;
	const struct export_decision *decisions;
	ptrdiff_t decision_count;
	const struct export_resource *resources; /* newest first */
	ptrdiff_t resource_count;
	struct export_head head; /* size 0: none */
	const struct export_document *documents;
	ptrdiff_t document_count;
	const struct export_reminder *reminders;
	ptrdiff_t reminder_count;
	const struct export_notice *notices; /* newest first */
	ptrdiff_t notice_count;
};

#endif
