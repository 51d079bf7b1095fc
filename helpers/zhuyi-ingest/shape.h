/* shape.h - how many figures and points stand in a cell, by the shapes of its pieces: a check on what was read that knows nothing of letters. */
#ifndef SHAPE_H
#define SHAPE_H

#include <leptonica/allheaders.h>

struct shape {
	int points;  /* small pieces on the line the figures stand on; -1 = cannot be told */
	int figures; /* pieces about as high as the highest; -1 = cannot be told, as when pieces touch */
	int dash;    /* one short level stroke and nothing else */
	char lead;   /* "≤" or "≥" before them, which the models do not know: '<', '>', else 0 */
};

/* `ink` 1 bit. Pieces right of `until` (px from the left edge) are left out; an arrow is one. A leading ≤ or ≥ is counted as nothing and painted out of
 * `gray`, whose origin lies `margin` outside that of ink. */
struct shape shape_of(PIX *gray, PIX *ink, int margin, int until);

#endif
