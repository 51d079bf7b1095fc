/* readable.h - everything about one person as one page of HTML that stands alone: no script, nothing fetched, prints on A4. Pure.
 *
 * What an AI wrote says so at its place, at the head and foot of the page, and in the metadata (aigc.h). Nothing medical is left out: what was not checked, what
 * is asked back and why something is held are shown with the answer. All text is escaped (html_int.h). */
#ifndef RECORD_READABLE_H
#define RECORD_READABLE_H

#include "record/case_view.h"

enum readable_lang { READABLE_ZH, READABLE_EN };

/* in   lang: of the frame; each consultation stays in the language it was held in
 * out  a whole document is appended; valid UTF-8 */
void readable_write(struct sb *out, const struct record_export *x, const struct case_views *cases, enum readable_lang lang, struct arena *a);

#endif
