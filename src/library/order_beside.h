/* order_beside.h - what is left of a drug's name on an order once the known names are taken out. Pure. */
#ifndef LIBRARY_ORDER_BESIDE_H
#define LIBRARY_ORDER_BESIDE_H

#include "base/str.h"

/* Only salts, forms, strengths and punctuation. The text is folded. */
bool order_only_beside(str text);

#endif
