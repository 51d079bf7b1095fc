#include "clinic/unit_special.h"

#include <math.h>

/* source: UCUM 2.2, as in unit_special.h */
static const long double zeros[] = {273.15L, 459.67L, 218.52L}; /* FUNCTION_CEL, _DEGF, _DEGRE */
static const long double bases[] = {10, 100, 1000, 50000};      /* FUNCTION_HP_X, _C, _M, _Q */

static long double inverse(int function, long double x)
{
	switch (function) {
	case FUNCTION_CEL:
	case FUNCTION_DEGF:
	case FUNCTION_DEGRE: return x + zeros[function - FUNCTION_CEL];
	case FUNCTION_TAN: return atanl(x / 100);
	case FUNCTION_HP_X:
	case FUNCTION_HP_C:
	case FUNCTION_HP_M:
	case FUNCTION_HP_Q: return powl(bases[function - FUNCTION_HP_X], -x);
	case FUNCTION_PH: return powl(10, -x);
	case FUNCTION_LN: return expl(x);
	case FUNCTION_LG: return powl(10, x);
	case FUNCTION_LG2: return powl(10, x / 2);
	case FUNCTION_LD: return exp2l(x);
	case FUNCTION_SQRT: return x < 0 ? (long double)NAN : x * x;
	default: return x;
	}
}

static long double forward(int function, long double r)
{
	switch (function) {
	case FUNCTION_CEL:
	case FUNCTION_DEGF:
	case FUNCTION_DEGRE: return r - zeros[function - FUNCTION_CEL];
	case FUNCTION_TAN: return fabsl(r) < acosl(0) ? 100 * tanl(r) : (long double)NAN;
	case FUNCTION_HP_X:
	case FUNCTION_HP_C:
	case FUNCTION_HP_M:
	case FUNCTION_HP_Q: return -logl(r) / logl(bases[function - FUNCTION_HP_X]);
	case FUNCTION_PH: return -log10l(r);
	case FUNCTION_LN: return logl(r);
	case FUNCTION_LG: return log10l(r);
	case FUNCTION_LG2: return 2 * log10l(r);
	case FUNCTION_LD: return log2l(r);
	case FUNCTION_SQRT: return sqrtl(r);
	default: return r;
	}
}

long double special_to_base(const struct unit *u, long double value)
{
	return inverse(u->function, value * u->scale) * u->factor;
}

long double special_from_base(const struct unit *u, long double base)
{
	return forward(u->function, base / u->factor) / u->scale;
}
