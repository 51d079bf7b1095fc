/* sig.h - how an order is written: amounts, units, frequencies, routes and durations, in the words of Chinese and English prescriptions. Pure.
 *
 * Texts are folded (lang/fold.h). What is not understood is said to be so; nothing is guessed. */
#ifndef CLINIC_SIG_H
#define CLINIC_SIG_H

#include "clinic/order.h"

struct sig_frequency {
	bool known;
	bool prn;
	double times_day; /* once a week is 1/7; NAN for "when needed" without a limit */
};

struct sig_frequency sig_frequency(str text);

enum sig_unit {
	SIG_UNKNOWN,
	SIG_MG,    /* any mass; `factor` turns it into mg */
	SIG_MG_KG, /* mass per kg of body weight */
	SIG_U,     /* international units; 万U has factor 10000 */
	SIG_ML,
	SIG_COUNT, /* tablets, capsules, sachets, ampoules … of some strength */
	SIG_DROP,
	SIG_PUFF
};

struct sig_amount {
	enum sig_unit unit;
	double factor;
};

struct sig_amount sig_unit(str text);

/* "0.5", "1-2", "半", "1/2", optionally with a unit behind it, which is left in `*unit`. False when there is no number in front. */
bool sig_number(str text, struct bounds *out, str *unit);

/* [d]: "7", "7天", "2周", "3 months", "长期" (a year). NAN when it is not one. */
double sig_days(str text);

/* The route, or ROUTE_UNKNOWN. Of a route cell, or of the dosage form inside a drug's name. */
enum drug_route sig_route(str text);
enum injected_way sig_way(str text); /* how it is injected; "iv" alone does not say */
enum drug_route sig_form_route(str name);
enum drug_route sig_route_by_id(str id); /* as the pack's dose table writes it */

/* The mass that a name states ("布洛芬缓释胶囊0.3g") in mg; NAN when none or several different ones. */
double sig_strength_mg(str name);

#endif
