/* sig_int.h - what sig.c and sig_route.c share. */
#ifndef CLINIC_SIG_INT_H
#define CLINIC_SIG_INT_H

#include "clinic/sig.h"

/* A Latin word stands alone; Chinese characters need no borders. */
bool sig_has_word(str text, const char *what);

#endif
