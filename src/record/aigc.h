/* aigc.h - the implicit label of AI-generated content in a file's metadata, as China asks for since 2025-09-01. Pure.
 *
 * source: 人工智能生成合成内容标识办法 (国家互联网信息办公室等四部门, 2025-03-07, in force 2025-09-01), article 5: attribute, provider's name or code, number of the content;
 * GB 45438-2025 网络安全技术 人工智能生成合成内容标识方法, annex E: a field whose name contains AIGC, its value the text {"AIGC":{"Label",…}} with the seven members below, each
 * a string of visible ASCII without space, quotation mark and backslash.
 * Read in public re-tellings and code, not in the standard's own print. Which place in an HTML page or in FHIR is meant could not be confirmed: the practice guide for
 * text files (TC260-PG-20258A, 2025-08) names OOXML, PDF and Markdown. <meta name="AIGC"> is what others do. */
#ifndef RECORD_AIGC_H
#define RECORD_AIGC_H

#include "record/export.h"
#include "record/uuid.h"

/* Number of this export as content: the same person exported at another time has another. Also shown to the reader. */
struct uuid aigc_number(const struct record_export *x);

/* {"AIGC":{…}}; Label "1": is AI-generated. ContentPropagator and PropagateID are for who passes it on; the reserved codes stay empty. */
void aigc_json(struct sb *out, const struct record_export *x);

#endif
