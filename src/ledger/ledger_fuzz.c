/* ledger_fuzz.c - libFuzzer entry. The first byte chooses: an export as it stands, a sound export with bytes changed, a proof, an entry or head. */
#include "base/check.h"
#include "ledger/proof.h"
#include "ledger/sample_int.h"

enum { ROOM = 1 << 16 };

static struct sample sound;
static char export_room[ROOM];
static str export_text;

static void make_sound(void)
{
	if (export_text.n) return;
	struct arena arena = {export_room, export_room + ROOM, NULL};
	sample_make(&sound, 1);
	export_text = sample_export(&sound, &arena);
}

static void verify(str text, bool may_hold)
{
	struct ledger_report report;
	struct fail fail = {0};
	struct ledger_trust trust = {&sound.key.public_key, &sound.head[2]};
	bool ok = ledger_verify_text(&report, text, trust, &fail);
	ASSERT(ok == (report.problems == 0) && ok == (fail.rc == RC_OK));
	ASSERT(!ok || may_hold);
	ASSERT(report.n <= LEDGER_PROBLEMS_MAX && report.n <= report.problems);
}

/* Each three bytes of the input: place (two bytes), then the new byte. Nothing that differs may hold. */
static void verify_changed(str edits)
{
	static char bytes[ROOM];
	memcpy(bytes, export_text.p, (size_t)export_text.n);
	for (; edits.n >= 3; edits = str_slice(edits, 3, edits.n)) {
		const unsigned char *p = (const unsigned char *)edits.p;
		bytes[(p[0] << 8 | p[1]) % export_text.n] = edits.p[2];
	}
	str text = {bytes, export_text.n};
	verify(text, str_eq(text, export_text));
}

/* Whatever is read is written back byte for byte, and no path, however hostile, makes the verifiers stumble. */
static void read_proof(str text)
{
	static char room[ROOM];
	struct arena arena = {room, room + ROOM, NULL};
	struct sb back = sb_new(&arena, 8192);
	struct proof p;
	if (!proof_parse(&p, text, NULL)) return;
	proof_text(&back, &p);
	ASSERT(str_eq(sb_str(&back), text));
	proof_includes(&p, sound.leaf[0], sound.head[4].root);
	proof_consistent(&p, sound.head[0].root, sound.head[4].root);
}

static void read_entry_and_head(str text)
{
	char room[4096];
	struct arena arena = {room, room + sizeof room, NULL};
	struct sb back = sb_new(&arena, 1024), back2 = sb_new(&arena, 1024);
	struct entry e;
	struct head h;
	if (entry_parse(&e, text, NULL) && entry_check(&e, NULL)) {
		entry_text(&back, &e);
		ASSERT(str_eq(sb_str(&back), text));
	}
	if (head_parse(&h, text, NULL)) {
		head_write(&back2, &h);
		ASSERT(str_eq(sb_str(&back2), text));
		head_verify(&h, &sound.key.public_key);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size || size > ROOM) return 0;
	make_sound();
	str rest = {(const char *)data + 1, (ptrdiff_t)size - 1};
	switch (data[0] % 4) {
	case 0: verify(rest, true); break;
	case 1: verify_changed(rest); break;
	case 2: read_proof(rest); break;
	default: read_entry_and_head(rest);
	}
	return 0;
}
