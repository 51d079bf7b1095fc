/* warn.h - early warning scores over the facts, as a lower bound: what is not known scores 0. Pure.
 *
 * A triage rule may ask for them; the calculators of the pack ask for every input and are stricter. No score is made without any of its
 * measurements, for somebody known to be too young for it, or (NEWS2) in pregnancy. */
#ifndef CLINIC_WARN_H
#define CLINIC_WARN_H

#include "clinic/facts.h"

/* Sets FACT_NEWS2 (0..20, SpO2 scale 1), FACT_NEWS2_TOP (the highest single part, 0..3) and FACT_MEWS (0..14), each NAN when not made.
 * source NEWS2: Royal College of Physicians 2017, chart 1; not under 16 years, not in pregnancy.
 *        MEWS: Subbe et al., QJM 2001;94:521-526; not under 14 years. */
void warn_settle(struct facts *f);

#endif
