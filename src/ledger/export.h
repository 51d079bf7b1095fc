/* export.h - a whole ledger as JSON Lines, for an auditor to verify offline (verify.h). Pure: storage and output are arguments.
 *
 *   {"format":"zhuyi-ledger/1","key":"<64 hex>","log":"<64 hex>","organisation":"<id>"}     first line; log = head_log_id
 *   {"entry":<canonical bytes of the entry>,"hash":"<64 hex>"}                               every leaf, by index
 *   {"head":<text form of the head>}                                                         right behind the last leaf it covers
 *   {"end":{"entries":<n>,"heads":<n>}}                                                      last line, so that a cut is noticed
 *
 * Heads stand between the leaves and not behind them all, because only so can a reader with bounded memory compare every head, and say between
 * which two heads something was changed. Keys are sorted, there is no white space, every line ends with one line feed. */
#ifndef LEDGER_EXPORT_H
#define LEDGER_EXPORT_H

#include "ledger/entry.h"
#include "ledger/head.h"

/* What is stored. Strings given back live until the next call. False = cannot be read. */
struct ledger_export_source {
	str organisation;
	struct public_key key;
	int64_t entries, heads; /* how many of each; heads by number, sizes never falling */
	/* `leaf` is the hash as it was stored when the entry was appended, not computed anew: that is what lets the verifier name a changed entry. */
	bool (*entry)(void *ctx, int64_t index, struct entry *out, unsigned char leaf[HASH_BYTES]);
	bool (*head)(void *ctx, int64_t number, struct head *out);
	void *ctx;
};

/* Takes one line with its line feed, valid during the call. False stops the export. */
struct ledger_export_sink {
	bool (*line)(void *ctx, str line);
	void *ctx;
};

/* Writes what it is given in order, and judges nothing: that is the verifier's part.
 * else RC_MISSING, the entry or head named; RC_INPUT, a field that cannot be written; RC_IO, the sink refused. */
bool ledger_export(struct ledger_export_source from, struct ledger_export_sink to, struct fail *fail);

#endif
