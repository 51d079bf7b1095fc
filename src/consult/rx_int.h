/* rx_int.h - what the files of the order check's JSON share. */
#ifndef CONSULT_RX_INT_H
#define CONSULT_RX_INT_H

#include "consult/rx_json.h"

enum { RX_SHOWN_BYTES = 60 }; /* of something long that was not understood */

enum rx_reason {
	RX_UNKNOWN_DRUG,
	RX_PARTIAL_NAME,
	RX_AMBIGUOUS_NAME,
	RX_SEVERAL_DRUGS,
	RX_CLASS_NAME,
	RX_NO_NAME,
	RX_UNKNOWN_UNIT,
	RX_NO_UNIT,
	RX_UNKNOWN_FREQUENCY,
	RX_UNKNOWN_DOSE,
	RX_UNKNOWN_ALLERGEN,
	RX_UNKNOWN_CONDITION,
	RX_UNKNOWN_LAB,
	RX_LAB_UNIT,
	RX_NO_CURRENT,
	RX_UNKNOWN_ROUTE,
	RX_UNKNOWN_DAYS,
	RX_UNKNOWN_END,
	RX_LAB_VALUE,
	RX_LAB_DATE,
	RX_BAD_AGE,
	RX_BAD_WEIGHT,
	RX_BAD_HEIGHT,
	RX_BAD_EGFR,
	RX_BAD_BMI,
	RX_REASON_COUNT
};

struct rx_unread { /* something written that was not understood */
	str what;  /* as written */
	enum rx_reason reason;
};

struct rx_read {
	const struct pack *pack;
	struct arena *perm;
	struct fail *fail;
	double today;
	enum language lang;
	struct order order;
	str names[ORDER_ITEMS]; /* as written; moves with the items through `name_of` */
	struct {
		struct order_item *v;
		ptrdiff_t n, cap;
	} items;
	struct {
		struct rx_unread *v;
		ptrdiff_t n, cap;
	} unread;
	uint64_t *taken;
	int drugs_named; /* in both lists, known or not */
	int unchecked;   /* lines written about what was not checked */
};

void rx_unread_add(struct rx_read *r, str what, enum rx_reason reason);
str rx_fold(struct rx_read *r, str text);
double rx_date(str text);                     /* days since 1970-01-01 of "2026-11-02"; NAN */
double rx_number(jv object, const char *key); /* a number, a string that is one, or {value}; NAN */

bool rx_read_patient(struct rx_read *r, jv patient);
bool rx_read_drugs(struct rx_read *r, jv line);
void rx_write(struct rx_read *r, const struct order_report *report, struct jw *w);

#endif
