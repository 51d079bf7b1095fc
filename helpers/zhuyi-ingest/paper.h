/* paper.h - the sheet of paper on a photo, apart from the table it lies on. */
#ifndef PAPER_H
#define PAPER_H

#include <leptonica/allheaders.h>

/* `gray` with everything white that is not on the sheet; when no sheet stands out against its ground, a copy. NULL only without memory. */
PIX *paper_alone(PIX *gray);

#endif
