#include "page.h"

#include "arrow.h"
#include "exif.h"
#include "paper.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the picture ---- */

static bool size_ok(double w, double h, const char **why)
{
	bool ok = w >= PAGE_SIDE_MIN && h >= PAGE_SIDE_MIN && w <= PAGE_SIDE_MAX && h <= PAGE_SIDE_MAX && w * h <= PAGE_PIXELS_MAX;
	return ok || (*why = "size", false);
}

static double four(const unsigned char *p)
{
	return p[0] * 16777216.0 + p[1] * 65536.0 + p[2] * 256.0 + p[3];
}

/* The size is looked at before anything is decoded: a small file may claim to be a very large picture. */
static bool header_ok(const unsigned char *bytes, size_t n, const char **why)
{
	l_int32 format, w, h, bps, spp, map;
	if (!n) return *why = "empty", false;
	bool png = n > 8 && !memcmp(bytes, "\x89PNG\r\n\x1a\n", 8), jpeg = n > 3 && !memcmp(bytes, "\xff\xd8\xff", 3);
	if (!png && !jpeg) return *why = "kind", false;
	if (png && n >= 24 && !memcmp(bytes + 12, "IHDR", 4) && !size_ok(four(bytes + 16), four(bytes + 20), why)) return false;
	if (pixReadHeaderMem(bytes, n, &format, &w, &h, &bps, &spp, &map)) return *why = "damaged", false;
	return size_ok(w, h, why);
}

static PIX *swap(PIX *old, PIX *new)
{
	pixDestroy(&old);
	return new;
}

/* Gray, on white where the picture is transparent, upright as its camera noted. */
static PIX *read_gray(const unsigned char *bytes, size_t n)
{
	PIX *p = pixReadMem(bytes, n);
	if (!p) return NULL;
	if (pixGetSpp(p) == 4) p = swap(p, pixAlphaBlendUniform(p, 0xffffff00));
	if (p) p = swap(p, pixConvertTo8(p, 0));
	int quarter = exif_quarters(bytes, n);
	if (p && quarter) p = swap(p, pixRotateOrth(p, quarter));
	return p;
}

/* ---- light ---- */

enum { TILE = 24, INK_BELOW = 195 };

static PIX *even_light(PIX *gray)
{
	enum { PAPER = 220, BLACK = 30, WHITE = 205 };
	PIX *even = pixBackgroundNorm(gray, NULL, NULL, TILE, TILE, 60, TILE * TILE / 4, PAPER, 2, 2);
	if (!even) even = pixCopy(NULL, gray);
	return even ? pixGammaTRC(even, even, 1.0F, BLACK, WHITE) : NULL; /* paper is white, so that no edge shows where a cell is cut out */
}

static PIX *ink_of(PIX *even)
{
	return pixThresholdToBinary(even, INK_BELOW);
}

/* ---- level lines, one size of characters ---- */

static float skew_of(PIX *ink)
{
	enum { SWEEP = 9 };
	l_float32 angle = 0, sure = 0;
	int reduce = pixGetWidth(ink) > 1600 ? 2 : 1;
	if (pixFindSkewSweepAndSearch(ink, &angle, &sure, reduce * 2, reduce, SWEEP, 0.5F, 0.01F)) return 0;
	return sure < 2.0F ? 0 : angle * (float)M_PI / 180;
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* How high a character is: what most ink stands in, of pieces that are neither specks nor rules. */
static float character_height(PIX *ink)
{
	BOXA *boxes = pixConnCompBB(ink, 8);
	int n = boxes ? boxaGetCount(boxes) : 0, k = 0;
	int *heights = calloc((size_t)n + 1, sizeof *heights);
	for (int i = 0; heights && i < n; i++) {
		l_int32 w, h;
		boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
		if (h >= 7 && h < 120 && w < 3 * h && h < 5 * w) heights[k++] = h;
	}
	float result = 0;
	if (k >= 8) {
		qsort(heights, (size_t)k, sizeof *heights, by_number);
		result = (float)heights[k * 7 / 10];
	}
	free(heights);
	boxaDestroy(&boxes);
	return result;
}

static PIX *without_rules(PIX *ink, PIX **rules)
{
	enum { LONG = 110, TALL = 75 };
	PIX *level = pixOpenBrick(NULL, ink, LONG, 1), *upright = pixOpenBrick(NULL, ink, 1, TALL);
	PIX *both = level && upright ? pixOr(NULL, level, upright) : NULL;
	pixDestroy(&level);
	pixDestroy(&upright);
	if (!both) return NULL;
	*rules = pixDilateBrick(NULL, both, 3, 3);
	pixDestroy(&both);
	return *rules ? pixSubtract(NULL, ink, *rules) : NULL;
}

static bool level_and_scale(struct page *p, PIX *gray, const char **why)
{
	PIX *paper = paper_alone(gray), *even = paper ? even_light(paper) : NULL;
	pixDestroy(&paper);
	PIX *ink = even ? ink_of(even) : NULL;
	if (!ink) return pixDestroy(&even), *why = "memory", false;
	p->angle = skew_of(ink);
	float height = character_height(ink);
	pixDestroy(&ink);
	if (height <= 0) return pixDestroy(&even), *why = "blank", false;
	PIX *turned = fabsf(p->angle) > 0.001F ? pixRotate(even, p->angle, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0) : pixClone(even);
	pixDestroy(&even);
	float scale = PAGE_CHARACTER / height;
	scale = scale < 0.25F ? 0.25F : scale > 4 ? 4 : scale;
	float most = sqrtf((float)PAGE_PIXELS_MAX / ((float)gray->w * (float)gray->h));
	p->scale = scale < most ? scale : most;
	p->gray = turned ? pixScale(turned, p->scale, p->scale) : NULL;
	pixDestroy(&turned);
	return p->gray ? true : (*why = "memory", false);
}

/* ---- cells: ink that stands together ---- */

enum { GAP = PAGE_CHARACTER * 11 / 20, LEAD = PAGE_CHARACTER / 5, MARGIN = 12 };

static BOXA *pieces(PIX *ink)
{
	PIX *joined = pixCloseSafeBrick(NULL, ink, GAP, LEAD);
	BOXA *boxes = joined ? pixConnCompBB(joined, 8) : NULL;
	pixDestroy(&joined);
	return boxes;
}

static bool cell_like(int w, int h)
{
	if (h >= 2 && h < PAGE_CHARACTER / 5 && w >= PAGE_CHARACTER / 5 && w <= PAGE_CHARACTER) return true; /* a dash */
	return h >= PAGE_CHARACTER / 5 && h <= PAGE_CHARACTER * 3 && w >= PAGE_CHARACTER / 6 && (w >= PAGE_CHARACTER / 3 || h >= PAGE_CHARACTER / 3);
}

/* The ink of this cell only: what reaches into its box from its neighbours is painted over. */
static PIX *alone(const struct page *p, BOX *box)
{
	PIX *gray = pixClipRectangle(p->gray, box, NULL);
	return gray ? swap(gray, pixAddBorderGeneral(gray, MARGIN, MARGIN, MARGIN, MARGIN, 255)) : NULL;
}

static void add_cell(struct page *p, int x, int y, int w, int h)
{
	enum { AROUND = 3 };
	if (!cell_like(w, h) || p->n == CELLS_MAX) return;
	struct cell *c = &p->cells[p->n];
	BOX *tight = boxCreate(x, y, w, h), *box = boxCreate(x - AROUND, y - AROUND, w + 2 * AROUND, h + 2 * AROUND);
	PIX *ink = pixClipRectangle(p->ink, tight, NULL);
	l_int32 empty = 1;
	*c = (struct cell){.x = x, .y = y, .w = w, .h = h, .gray = alone(p, box)};
	if (ink) pixZero(ink, &empty);
	if (c->gray && !empty) {
		int until;
		c->mark = arrow_take(c->gray, ink, MARGIN + AROUND, &until);
		c->shape = shape_of(c->gray, ink, MARGIN + AROUND, until);
		p->n++;
	} else pixDestroy(&c->gray);
	pixDestroy(&ink);
	boxDestroy(&tight);
	boxDestroy(&box);
}

/* The empty row nearest to the middle of a piece so high that two lines must have run together; 0 = none. */
static int gap_in(PIX *ink, int x, int y, int w, int h)
{
	BOX *box = boxCreate(x, y, w, h);
	PIX *piece = pixClipRectangle(ink, box, NULL);
	NUMA *rows = piece ? pixCountPixelsByRow(piece, NULL) : NULL;
	int best = 0;
	for (int i = h / 4; rows && i < h - h / 4; i++) {
		l_int32 n = 1;
		numaGetIValue(rows, i, &n);
		if (!n && (!best || abs(i - h / 2) < abs(best - h / 2))) best = i;
	}
	numaDestroy(&rows);
	pixDestroy(&piece);
	boxDestroy(&box);
	return best;
}

static void add_piece(struct page *p, int x, int y, int w, int h, int depth)
{
	enum { TWO_LINES = PAGE_CHARACTER * 17 / 10, DEEPEST = 4 };
	int gap = h >= TWO_LINES && depth < DEEPEST ? gap_in(p->ink, x, y, w, h) : 0;
	if (!gap) {
		add_cell(p, x, y, w, h);
		return;
	}
	for (int half = 0; half < 2; half++) { /* each as small as its ink */
		BOX *part = boxCreate(x, half ? y + gap : y, w, half ? h - gap : gap), *tight = NULL;
		PIX *piece = pixClipRectangle(p->ink, part, NULL);
		if (piece && !pixClipToForeground(piece, NULL, &tight) && tight)
			add_piece(p, part->x + tight->x, part->y + tight->y, tight->w, tight->h, depth + 1);
		boxDestroy(&tight);
		boxDestroy(&part);
		pixDestroy(&piece);
	}
}

static bool find_cells(struct page *p, const char **why)
{
	PIX *all = ink_of(p->gray), *rules = NULL;
	p->ink = all ? without_rules(all, &rules) : NULL;
	pixDestroy(&all);
	if (!p->ink) return pixDestroy(&rules), *why = "memory", false;
	pixPaintThroughMask(p->gray, rules, 0, 0, 255);
	pixDestroy(&rules);
	BOXA *boxes = pieces(p->ink);
	p->cells = calloc(CELLS_MAX, sizeof *p->cells);
	if (!boxes || !p->cells) return boxaDestroy(&boxes), *why = "memory", false;
	for (int i = 0; i < boxaGetCount(boxes); i++) {
		l_int32 x, y, w, h;
		boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
		add_piece(p, x, y, w, h, 0);
	}
	boxaDestroy(&boxes);
	return p->n ? true : (*why = "blank", false);
}

bool page_open(struct page *p, const unsigned char *bytes, size_t n, const char **why)
{
	*p = (struct page){0};
	if (!header_ok(bytes, n, why)) return false;
	PIX *gray = read_gray(bytes, n);
	if (!gray) return *why = "damaged", false;
	p->width = (int)pixGetWidth(gray), p->height = (int)pixGetHeight(gray);
	bool ok = level_and_scale(p, gray, why) && find_cells(p, why);
	pixDestroy(&gray);
	return ok;
}

void page_to_picture(const struct page *p, const struct cell *c, int box[4])
{
	/* Back through the scale, then turned back about the middle. */
	float x = ((float)c->x + (float)c->w / 2) / p->scale - (float)p->width / 2,
	      y = ((float)c->y + (float)c->h / 2) / p->scale - (float)p->height / 2;
	float co = cosf(p->angle), si = sinf(p->angle), w = (float)c->w / p->scale, h = (float)c->h / p->scale;
	float across = w * co + h * fabsf(si), down = h * co + w * fabsf(si);
	float mx = x * co + y * si + (float)p->width / 2, my = -x * si + y * co + (float)p->height / 2;
	box[0] = (int)(mx - across / 2), box[1] = (int)(my - down / 2), box[2] = (int)across + 1, box[3] = (int)down + 1;
}
