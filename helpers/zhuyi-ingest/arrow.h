/* arrow.h - arrows beside a result, which the trained models do not know: found by their shape. */
#ifndef ARROW_H
#define ARROW_H

#include <leptonica/allheaders.h>

/* Looks for an arrow up or down that is the last piece of `ink` (1 bit), apart from the others, or the only one: 'u', 'd', else 0. One behind other pieces
 * is painted out of `gray`, whose origin lies `margin` outside that of ink; a cell of its own is left as it is, since a digit may look like one.
 * *from is where it begins, or beyond the ink. */
char arrow_take(PIX *gray, PIX *ink, int margin, int *from);

#endif
