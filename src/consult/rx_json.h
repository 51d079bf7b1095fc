/* rx_json.h - the order check as the contract has it: a patient, what is taken and what is ordered in; findings and what was not checked out.
 *
 * {patient{age,sex,weight_kg,height_cm,pregnant,breastfeeding,egfr,smoker,conditions[],allergies[],labs[]}, current[], proposed[], lang, date} where a
 * drug is a string or {drug,dose,unit,frequency,route,days,end} and a laboratory result {name,value,unit,date or days_ago}. docs/order-check.md. */
#ifndef CONSULT_RX_JSON_H
#define CONSULT_RX_JSON_H

#include "base/json.h"
#include "base/req.h"
#include "library/order_book.h"

/* Writes the members of the reply into the object that `w` has open. False with RC_INPUT when the line cannot be read as an order. `today` in days
 * since 1970-01-01: what dates of results are counted from when the line has none. */
bool rx_reply(const struct pack *pack, jv line, double today, struct jw *w, struct arena *perm, struct fail *fail);

#endif
