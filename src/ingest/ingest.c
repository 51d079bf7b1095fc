#include "ingest/ingest.h"

#include "base/json.h"
#include "base/utf8.h"

#include <math.h>

static int32_t whole(jv v, double least, double most, int32_t otherwise)
{
	double d;
	return v && str_to_double(json_text(v), &d) && d >= least && d <= most ? (int32_t)d : otherwise;
}

static bool box_of(struct ingest_box *out, jv list)
{
	enum { SIDE = 1 << 20 };
	int32_t v[4];
	if (json_count(list) != 4) return false;
	for (int i = 0; i < 4; i++) {
		v[i] = whole(json_at(list, i), -SIDE, SIDE, INT32_MIN);
		if (v[i] == INT32_MIN) return false;
	}
	*out = (struct ingest_box){v[0], v[1], v[2], v[3]};
	return v[2] > 0 && v[3] > 0;
}

static str text_of(jv cell, const char *key, struct arena *perm)
{
	enum { TEXT_MAX = 400 };
	str s = str_trim(json_str(cell, key));
	return str_copy(perm, utf8_prefix(s, TEXT_MAX));
}

static bool cell_of(struct ingest_cell *out, jv cell, struct arena *perm)
{
	str mark = json_str(cell, "mark"), lead = json_str(cell, "lead");
	*out = (struct ingest_cell){
		.text = text_of(cell, "text", perm),
		.latin = text_of(cell, "latin", perm),
		.digits = text_of(cell, "digits", perm),
		.digits_again = text_of(cell, "digits_again", perm),
		.sure = whole(json_get(cell, "sure"), 0, 100, 0),
		.points = whole(json_get(cell, "points"), 0, 100, -1),
		.figures = whole(json_get(cell, "figures"), 0, 100, -1),
		.lead = str_eq(lead, S("<"))   ? '<'
			: str_eq(lead, S(">")) ? '>'
					       : 0,
		.mark = str_eq(mark, S("up"))     ? 'h'
			: str_eq(mark, S("down")) ? 'l'
						  : 0,
	};
	return box_of(&out->at, json_get(cell, "at")) && box_of(&out->box, json_get(cell, "box"));
}

bool ingest_parse(struct ingest_page *out, str json, struct arena *perm, struct fail *fail)
{
	enum { DEPTH = 8, SIDE = 1 << 20 };
	jv all = NULL;
	struct fail ignored = {0};
	*out = (struct ingest_page){0};
	if (utf8_invalid(json) >= 0 || !json_parse(&all, json, DEPTH, &ignored))
		return fail_set(fail, RC_CORRUPT, "ingest", "the reader's output is no JSON");
	out->width = whole(json_get(all, "width"), 1, SIDE, 0), out->height = whole(json_get(all, "height"), 1, SIDE, 0);
	out->character = whole(json_get(all, "character"), 4, 400, 0);
	jv cells = json_get(all, "cells");
	bool ok = out->width && out->height && out->character && json_is_array(cells) && json_count(cells) <= INGEST_CELLS_MAX;
	for (ptrdiff_t i = 0; ok && i < json_count(cells); i++) ok = cell_of(ARENA_PUSH(perm, out), json_at(cells, i), perm);
	json_free(all);
	if (!ok) return fail_set(fail, RC_CORRUPT, "ingest", "the reader's output has not the agreed form");
	return true;
}

bool ingest_read(const struct ingest *ingest, struct ingest_page *out, str picture, struct arena *perm, struct fail *fail)
{
	str json;
	if (!ingest->read) return fail_set(fail, RC_UPSTREAM, "ingest", "photo reading is not installed");
	if (!picture.n) return fail_set(fail, RC_INPUT, "ingest", "the picture is empty");
	if (picture.n > INGEST_BYTES_MAX) return fail_set(fail, RC_LIMIT, "ingest", "the picture is larger than %d MiB", INGEST_BYTES_MAX >> 20);
	return ingest->read(ingest->ctx, &json, picture, perm, fail) && ingest_parse(out, json, perm, fail);
}
