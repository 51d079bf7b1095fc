/* decimal_int.h - decimals as exact fractions over GMP: read, write, powers. For unit_exact.c and unit_product.c. What mpq_init made the caller clears. */
#ifndef CLINIC_DECIMAL_INT_H
#define CLINIC_DECIMAL_INT_H

#include "clinic/unit.h"

#include <gmp.h>

/* Longest text written by decimal_put: 28 digits, or a number below 1e21, with sign, point, leading zeros and exponent. */
enum { DECIMAL_TEXT_MAX = 64, DECIMAL_DIGITS_MAX = 100, DECIMAL_EXPONENT_MAX = 400, DECIMAL_EXACT = 28, DECIMAL_ROUNDED = 24, DECIMAL_KEPT_MAX = 28 };

/* -12.50, .5, 1e-7 → fraction (initialised by the caller). *digits: significant digits as written when there is a point or exponent, 0 when it is a whole
 * number, which counts as exact. False when it is no decimal or too long. */
bool decimal_read(mpq_t out, str text, int *digits);

/* As unit.h says: exact up to 28 digits, else 24; zeros up to `digits` significant ones are kept behind the point. Returns the length. */
ptrdiff_t decimal_put(char out[DECIMAL_TEXT_MAX], const mpq_t x, int digits);

/* x *= (num/den)^power */
void decimal_scale(mpq_t x, const mpq_t by, int power);

/* A fraction of the generated tables. */
void decimal_fraction(mpq_t out, const char *num, const char *den);

/* x *= (one factor of a unit without its own power)^power. In unit_exact.c. */
void unit_term_scale(mpq_t x, const struct unit_term *t, int power);

#endif
