#include "shape.h"

#include "page.h"

#include <stdbool.h>

/* Whether a bar lies under the piece, level or slanted: the lower half of ≤ and ≥. */
static bool bar_under(BOX *piece, BOX *bar, int high)
{
	int from = piece->x > bar->x ? piece->x : bar->x, to = piece->x + piece->w < bar->x + bar->w ? piece->x + piece->w : bar->x + bar->w;
	bool lower = bar->y * 100 >= piece->y * 100 + piece->h * 35 && bar->y + bar->h > piece->y + piece->h;
	return lower && bar->h * 100 <= high * 60 && bar->w * 100 >= high * 30 && (to - from) * 100 >= piece->w * 60;
}

/* '<' when its upper end is on the right of its lower half's middle, '>' when on the left. */
static char opens(PIX *ink, BOX *box)
{
	PIX *piece = pixClipRectangle(ink, box, NULL);
	long top = 0, top_n = 0, mid = 0, mid_n = 0;
	for (int y = 0; piece && y < box->h; y++)
		for (int x = 0; x < box->w; x++) {
			l_uint32 v = 0;
			pixGetPixel(piece, x, y, &v);
			if (!v) continue;
			if (y * 5 < box->h) top += x, top_n++;
			if (y * 5 >= box->h * 2 && y * 5 < box->h * 3) mid += x, mid_n++;
		}
	pixDestroy(&piece);
	if (!top_n || !mid_n) return 0;
	long far = top * 100 / top_n - mid * 100 / mid_n;
	return far > box->w * 20 ? '<' : far < -box->w * 20 ? '>' : 0;
}

static void paint_out(PIX *gray, BOX *box, int margin)
{
	BOX *there = boxCreate(box->x + margin - 2, box->y + margin - 2, box->w + 4, box->h + 4);
	pixSetInRectArbitrary(gray, there, 255);
	boxDestroy(&there);
}

/* Finds it among the first pieces, paints it out and returns where it ends, 0 = none. */
static int take_lead(PIX *gray, PIX *ink, BOXA *boxes, int margin, int high, char *lead)
{
	int n = boxaGetCount(boxes), left = PAGE_SIDE_MAX * 4, end = 0;
	for (int i = 0; i < n; i++) {
		l_int32 x;
		boxaGetBoxGeometry(boxes, i, &x, NULL, NULL, NULL);
		if (x < left) left = x;
	}
	for (int i = 0; i < n * n && !end; i++) {
		BOX *piece = boxaGetBox(boxes, i / n, L_COPY), *bar = boxaGetBox(boxes, i % n, L_COPY);
		bool there = piece && bar && i / n != i % n && piece->x <= left + high / 4 && piece->h * 100 >= high * 35 &&
			     piece->w * 100 >= high * 30;
		if (there && bar_under(piece, bar, high) && (*lead = opens(ink, piece)) != 0) {
			paint_out(gray, piece, margin);
			paint_out(gray, bar, margin);
			end = piece->x + piece->w > bar->x + bar->w ? piece->x + piece->w : bar->x + bar->w;
		}
		boxDestroy(&piece);
		boxDestroy(&bar);
	}
	return end;
}

struct shape shape_of(PIX *gray, PIX *ink, int margin, int until)
{
	struct shape s = {0};
	BOXA *boxes = pixConnCompBB(ink, 8);
	int n = boxes ? boxaGetCount(boxes) : 0, high = 0, foot = 0;
	bool touch = false;
	for (int i = 0; i < n; i++) {
		l_int32 x, y, h;
		boxaGetBoxGeometry(boxes, i, &x, &y, NULL, &h);
		if (x < until && h > high) high = h, foot = y + h;
	}
	int from = n > 2 && n < 40 && high >= PAGE_CHARACTER / 3 ? take_lead(gray, ink, boxes, margin, high, &s.lead) : 0;
	for (int i = 0; i < n; i++) {
		l_int32 x, y, w, h;
		boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
		if (x >= until || x < from) continue;
		if (h * 100 >= high * 72) s.figures++, touch |= w * 100 > h * 88;
		else if (h * 100 <= high * 34 && w * 100 <= high * 34 && w * 100 >= high * 9 && h * 100 >= high * 9 &&
			 y * 100 >= (foot - high) * 100 + high * 62 && y + h <= foot + high / 8)
			s.points++;
	}
	if (!n || high < PAGE_CHARACTER / 3) s.points = s.figures = -1;
	if (touch) s.figures = -1;
	if (n == 1 && high >= 2 && high * 4 <= PAGE_CHARACTER) {
		l_int32 w;
		boxaGetBoxGeometry(boxes, 0, NULL, NULL, &w, NULL);
		s.dash = w >= high * 2 && w <= PAGE_CHARACTER;
	}
	boxaDestroy(&boxes);
	return s;
}
