/* html_int.h - text into HTML and XHTML: nothing that was written by somebody becomes markup. */
#ifndef RECORD_HTML_INT_H
#define RECORD_HTML_INT_H

#include "base/str.h"

/* Escaped for content and for quoted attributes. Control characters, and the marks that turn the direction of the text behind them, are shown as
 * [U+202E]: visible, and without effect. `s` is valid UTF-8. */
void html_text(struct sb *out, str s);

void html_lines(struct sb *out, str s); /* the same, each line end a <br/> */

#endif
