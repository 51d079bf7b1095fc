/* page.h - from the bytes of a picture to an upright page and the pieces of text on it. Uses leptonica; nothing is read here.
 *
 * Page space: the picture turned upright by its own note (EXIF), turned by `angle` so that lines are level, and scaled by `scale` so that a character is
 * about PAGE_CHARACTER high. Boxes of cells are in page space; page_to_picture says where they lie in the picture as sent. */
#ifndef PAGE_H
#define PAGE_H

#include "shape.h"

#include <stdbool.h>
#include <stddef.h>

enum { PAGE_CHARACTER = 36, PAGE_PIXELS_MAX = 40000000, PAGE_SIDE_MAX = 12000, PAGE_SIDE_MIN = 80, CELLS_MAX = 1500 };

struct cell {
	int x, y, w, h;
	struct shape shape;
	char mark; /* an arrow drawn in it: 'u', 'd', else 0; not part of gray */
	PIX *gray; /* the cell alone, black on white, with a margin; owned by the page */
};

struct page {
	int width, height; /* of the picture as shown */
	float angle;       /* radians, clockwise */
	float scale;
	PIX *gray, *ink; /* page space, 8 and 1 bit */
	struct cell *cells;
	int n;
};

/* False with *why (static): "empty", "no picture", "kind" (neither PNG nor JPEG), "size", "damaged", "blank", "memory". */
bool page_open(struct page *out, const unsigned char *bytes, size_t n, const char **why);
void page_to_picture(const struct page *p, const struct cell *c, int box[4]);

#endif
