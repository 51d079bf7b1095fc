#include "arrow.h"

#include "page.h"

#include <stdbool.h>
#include <stdlib.h>

enum { ROWS_MAX = PAGE_CHARACTER * 2 };

struct row {
	int from, wide; /* of the black in it */
	int runs;
};

static bool row_of(PIX *p, int y, struct row *out)
{
	l_int32 w = (l_int32)pixGetWidth(p);
	l_uint32 v, before = 0;
	*out = (struct row){.from = -1};
	for (int x = 0; x < w; x++, before = v) {
		pixGetPixel(p, x, y, &v);
		if (!v) continue;
		if (out->from < 0) out->from = x;
		out->wide = x - out->from + 1;
		out->runs += !before;
	}
	return out->from >= 0;
}

/* Rows from the point: the outline widens to its widest in the first half, evenly to both sides of the shaft; what follows is the shaft alone, to the end. */
static bool points(PIX *p, bool down)
{
	int h = (int)pixGetHeight(p), w = (int)pixGetWidth(p), widest = 0, at = 0, middle = 0, first = 0, shaft = 0, shaft_rows = 0, shaft_middle = 0;
	struct row row;
	for (int i = 0; i < h; i++) {
		if (!row_of(p, down ? h - 1 - i : i, &row)) return false;
		if (i < (h + 8) / 9 && row.wide > first) first = row.wide;
		if (row.wide > widest) widest = row.wide, at = i, middle = 2 * row.from + row.wide;
		if (i < h * 6 / 10) continue;
		if (row.runs != 1) return false;
		shaft += row.wide, shaft_rows++, shaft_middle += 2 * row.from + row.wide;
	}
	if (!shaft_rows) return false;
	int off = abs(middle - shaft_middle / shaft_rows); /* twice the distance */
	return off * 100 <= w * 30 + 150 && at >= h / 8 && at <= h * 11 / 20 && first * 10 <= widest * 7 && shaft * 100 <= widest * shaft_rows * 50;
}

/* 0, 4, 6, 8 and 9 have one; an arrow has none. */
static bool has_hole(PIX *p)
{
	PIX *around = pixAddBorder(p, 1, 0), *white = around ? pixInvert(NULL, around) : NULL;
	l_int32 areas = 0;
	if (white) pixCountConnComp(white, 4, &areas);
	pixDestroy(&around);
	pixDestroy(&white);
	return areas != 1;
}

static char arrow_of(PIX *p)
{
	int w = (int)pixGetWidth(p), h = (int)pixGetHeight(p);
	if (h < PAGE_CHARACTER / 3 || h > ROWS_MAX || w < PAGE_CHARACTER / 6 || w * 10 < h * 3 || w > h * 3 / 2) return 0;
	if (has_hole(p)) return 0;
	bool up = points(p, false), down = points(p, true);
	return up == down ? 0 : up ? 'u' : 'd';
}

char arrow_take(PIX *gray, PIX *ink, int margin, int *from)
{
	enum { AROUND = 2, APART = PAGE_CHARACTER / 3 };
	PIXA *parts = NULL;
	BOXA *boxes = pixConnComp(ink, &parts, 8);
	char found = 0;
	*from = PAGE_SIDE_MAX * 4;
	int last = -1, last_x = -1, rest = -APART;
	for (int i = 0; boxes && parts && i < boxaGetCount(boxes); i++) {
		l_int32 x, h;
		boxaGetBoxGeometry(boxes, i, &x, NULL, NULL, &h);
		if (h >= PAGE_CHARACTER / 4 && x > last_x) last_x = x, last = i;
	}
	for (int i = 0; last >= 0 && i < boxaGetCount(boxes); i++) { /* where everything else ends */
		l_int32 x, w;
		boxaGetBoxGeometry(boxes, i, &x, NULL, &w, NULL);
		if (i != last && x + w > rest) rest = x + w;
	}
	if (last >= 0 && last_x - rest >= APART) {
		PIX *part = pixaGetPix(parts, last, L_CLONE);
		BOX *box = boxaGetBox(boxes, last, L_COPY);
		found = part ? arrow_of(part) : 0;
		if (found && box) {
			*from = box->x;
			BOX *there = boxCreate(box->x + margin - AROUND, box->y + margin - AROUND, box->w + 2 * AROUND, box->h + 2 * AROUND);
			if (rest > 0) pixSetInRectArbitrary(gray, there, 255);
			boxDestroy(&there);
		}
		boxDestroy(&box);
		pixDestroy(&part);
	}
	boxaDestroy(&boxes);
	pixaDestroy(&parts);
	return found;
}
