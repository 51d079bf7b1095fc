/* readable_int.h - the pieces of the readable page, and its words in both languages. */
#ifndef RECORD_READABLE_INT_H
#define RECORD_READABLE_INT_H

#include "record/readable.h"
#include "record/html_int.h"

/* Every text of the page's frame. */
enum text {
	TEXT_TITLE,
	TEXT_TITLE_NO_NAME,
	TEXT_MADE_AT,
	TEXT_FICTIONAL,
	TEXT_LABEL_HEAD,
	TEXT_LABEL_NONE,
	TEXT_LABEL_HERE,
	TEXT_CONTENTS,
	TEXT_WHO,
	TEXT_TOLD,
	TEXT_CASES,
	TEXT_CONSENTS,
	TEXT_LOOKED,
	TEXT_RELATIONS,
	TEXT_PROOF,
	TEXT_NAME,
	TEXT_BIRTH,
	TEXT_SEX,
	TEXT_PHONE,
	TEXT_EMERGENCY,
	TEXT_LOGIN,
	TEXT_PSEUDONYM,
	TEXT_NOT_TOLD,
	TEXT_NONE_TOLD,
	TEXT_TOLD_NOTE,
	TEXT_WEIGHT,
	TEXT_HEIGHT,
	TEXT_PREGNANT,
	TEXT_YES,
	TEXT_NO,
	TEXT_CONDITIONS,
	TEXT_ALLERGIES,
	TEXT_DRUGS,
	TEXT_NO_CASES,
	TEXT_QUESTION,
	TEXT_ANSWER,
	TEXT_STOP,
	TEXT_NOT_CHECKED,
	TEXT_ASKED,
	TEXT_HELD,
	TEXT_SOURCES,
	TEXT_EDITION,
	TEXT_REPLY,
	TEXT_REPLY_REJECTED,
	TEXT_LICENCE,
	TEXT_UNREADABLE,
	TEXT_CASE_ID,
	TEXT_NO_CONSENTS,
	TEXT_SENSITIVE,
	TEXT_NOT_SENSITIVE,
	TEXT_LIMITED_TO,
	TEXT_GIVEN,
	TEXT_GIVEN_FOR,
	TEXT_WITHDRAWN,
	TEXT_IN_FORCE,
	TEXT_WORDS_EDITION,
	TEXT_NO_LOOKED,
	TEXT_LOOKED_NOTE,
	TEXT_WHEN,
	TEXT_WHO_LOOKED,
	TEXT_WHAT,
	TEXT_WHY,
	TEXT_NO_RELATIONS,
	TEXT_SINCE,
	TEXT_UNTIL,
	TEXT_NO_PROOF,
	TEXT_PROOF_NOTE,
	TEXT_LEAF,
	TEXT_DECISION,
	TEXT_HASH,
	TEXT_HEAD,
	TEXT_HOW_1,
	TEXT_HOW_2,
	TEXT_HOW_3,
	TEXT_FOOT,
	TEXT_NUMBER,
	TEXT_REMINDERS,
	TEXT_RECORD,
	TEXT_RECORD_NOTE,
	TEXT_NOTICES,
	TEXT_COUNT
};

struct page {
	struct sb *out;
	const struct record_export *x;
	const struct case_views *cases;
	enum readable_lang lang;
};

str page_word(const struct page *p, enum text which);

/* Words for the values of a kind: "sex", "purpose", "role", "action", "relation", "kind" (of a relation), "state" (of a case), "state2" (of a relation), "tier",
 * "decision", "reminder" and "notice" (states). What has no words stays as it is. */
str page_value(const struct page *p, const char *kind, str value);

extern const char page_style[];

void page_raw(struct page *p, const char *html);
void page_text(struct page *p, str s); /* escaped */
void page_say(struct page *p, enum text which);
void page_time(struct page *p, int64_t ms, bool with_clock); /* in China's time */
void page_element(struct page *p, const char *open, str s, const char *close);
void page_section(struct page *p, const char *id, enum text title, ptrdiff_t count); /* count < 0: none shown */

/* One row of a list of terms: what it is, and its value. */
void page_term(struct page *p, enum text what, str value);

void page_cases(struct page *p);
void page_consents(struct page *p);
void page_looked(struct page *p);
void page_relations(struct page *p);
void page_record(struct page *p);
void page_reminders(struct page *p);
void page_proof(struct page *p);

#endif
