#include "paper.h"

/* The largest bright area, without holes; NULL when there is none that stands out. `small` is bright where paper is: letters were closed. */
static PIX *largest(PIX *bright)
{
	PIX *full = pixFillHolesToBoundingRect(bright, 1, 0.0F, 1.0F);
	PIXA *parts = NULL;
	BOXA *boxes = full ? pixConnComp(full, &parts, 4) : NULL;
	PIX *out = NULL;
	l_int32 most = 0, at = -1;
	for (int i = 0; boxes && parts && i < pixaGetCount(parts); i++) {
		PIX *part = pixaGetPix(parts, i, L_CLONE);
		l_int32 n = 0;
		if (part) pixCountPixels(part, &n, NULL);
		if (n > most) most = n, at = i;
		pixDestroy(&part);
	}
	enum { LEAST_PERCENT = 25 };
	if (at >= 0 && (long)most * 100 >= (long)pixGetWidth(bright) * pixGetHeight(bright) * LEAST_PERCENT) {
		BOX *box = boxaGetBox(boxes, at, L_COPY);
		PIX *part = pixaGetPix(parts, at, L_CLONE), *filled = part ? pixFillHolesToBoundingRect(part, 1, 0.0F, 1.0F) : NULL;
		out = pixCreate((l_int32)pixGetWidth(bright), (l_int32)pixGetHeight(bright), 1);
		if (out && box && filled) pixRasterop(out, box->x, box->y, box->w, box->h, PIX_SRC, filled, 0, 0);
		boxDestroy(&box);
		pixDestroy(&part);
		pixDestroy(&filled);
	}
	boxaDestroy(&boxes);
	pixaDestroy(&parts);
	pixDestroy(&full);
	return out;
}

PIX *paper_alone(PIX *gray)
{
	enum { SMALL = 400, CLOSE = 9, APART = 45, EDGE = 3 };
	float shrink = (float)SMALL / (float)(pixGetWidth(gray) > pixGetHeight(gray) ? pixGetWidth(gray) : pixGetHeight(gray));
	PIX *small = shrink < 1 ? pixScaleSmooth(gray, shrink, shrink) : NULL;
	PIX *open = small ? pixCloseGray(small, CLOSE, CLOSE) : NULL, *mask = NULL, *out = pixCopy(NULL, gray);
	l_int32 threshold = 0;
	l_int32 dark = 0, light = 0;
	if (open && !pixSplitDistributionFgBg(open, 0.1F, 1, &threshold, &dark, &light, NULL) && light - dark > APART) {
		PIX *below = pixThresholdToBinary(open, threshold), *bright = below ? pixInvert(NULL, below) : NULL;
		mask = bright ? largest(bright) : NULL;
		pixDestroy(&below);
		pixDestroy(&bright);
	}
	if (mask && out) {
		PIX *inner = pixErodeBrick(NULL, mask, EDGE, EDGE), *outside = inner ? pixInvert(NULL, inner) : NULL;
		PIX *full = outside ? pixScaleToSize(outside, (l_int32)pixGetWidth(gray), (l_int32)pixGetHeight(gray)) : NULL;
		if (full) pixPaintThroughMask(out, full, 0, 0, 255);
		pixDestroy(&inner);
		pixDestroy(&outside);
		pixDestroy(&full);
	}
	pixDestroy(&small);
	pixDestroy(&open);
	pixDestroy(&mask);
	return out;
}
