/* consult_fuzz.c - libFuzzer entry. A whole question over the real pack (ZHUYI_PACK, else packs/general-practice). Pieces between bytes 0x1e:
 * question, facts as JSON, earlier turns, what a hostile model drafts, and letters: z or e for the language, d for a doctor.
 * Whatever is asked: an emergency is handed over and said first, nothing medical is shown without its evidence, and no answer is empty. */
#include "base/check.h"
#include "base/json_check.h"
#include "base/utf8.h"
#include "consult/answer_json.h"
#include "consult/consult.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIBRARY = 256 << 20, MEMORY = 64 << 20 /* as a call has: app/app.h */, INPUT_MAX = 24000 };

static struct knowledge knowledge;
static struct arena whole;

static void start(void)
{
	static struct arena library;
	static struct phrases phrases;
	struct fail fail = {0};
	const char *folder = getenv("ZHUYI_PACK");
	ASSERT(sodium_init() >= 0);
	struct pack *pack = pack_load(folder ? folder : "packs/general-practice", &fail);
	if (!pack) {
		fprintf(stderr, "consult_fuzz: %s\n", fail.what);
		exit(2);
	}
	whole = arena_create(MEMORY);
	library = arena_create(LIBRARY);
	phrases = phrases_create(&library);
	knowledge = (struct knowledge){pack, &phrases, recall_create(pack)};
	ASSERT(knowledge.recall);
	recall_index(knowledge.recall); /* before replay.c forks: a child has no thread to wait for */
}

/* The valid pieces of the input, one after another. */
static str valid_text(str rest, struct arena *a)
{
	struct sb b = sb_new(a, rest.n + 1);
	while (rest.n > 0) {
		ptrdiff_t bad = utf8_invalid(rest);
		sb_add(&b, str_slice(rest, 0, bad < 0 ? rest.n : bad));
		rest = str_slice(rest, bad < 0 ? rest.n : bad + 1, rest.n);
	}
	return sb_str(&b);
}

static int64_t fixed_ms(void *ctx)
{
	(void)ctx;
	return 1780000000000;
}

static void fixed_fill(void *ctx, void *out, ptrdiff_t n)
{
	(void)ctx;
	memset(out, 7, (size_t)n);
}

static bool hostile(void *ctx, const struct answer *plan, str *draft, struct req *rq)
{
	(void)plan, (void)rq;
	*draft = *(const str *)ctx;
	return true;
}

/* ---- what must hold of every answer ---- */

static bool is_delivered(const struct statement *s)
{
	return s->verdict == VERDICT_SUPPORTED || s->verdict == VERDICT_NOT_A_CLAIM;
}

static bool at_character(str s, ptrdiff_t i)
{
	return i == s.n || ((unsigned char)s.p[i] & 0xc0) != 0x80;
}

static void check_evidence(const struct statement *s)
{
	ASSERT(s->evidence_count >= 0 && s->evidence_count <= EVIDENCE_MAX);
	for (int i = 0; i < s->evidence_count; i++) {
		const struct evidence *e = &s->evidence[i];
		ASSERT(e->passage >= 0 && e->passage < knowledge.pack->passages.n);
		str text = knowledge.pack->passages.v[e->passage].text;
		ASSERT(0 <= e->from && e->from < e->to && e->to <= text.n && at_character(text, e->from) && at_character(text, e->to));
	}
}

static void check_statements(const struct answer *a)
{
	for (ptrdiff_t i = 0; i < a->statements.n; i++) {
		const struct statement *s = &a->statements.v[i];
		check_evidence(s);
		ASSERT(s->part >= 0 && s->part < a->parts.n && utf8_invalid(s->text) < 0);
		if (s->kind == SAY_NOTICE || !is_delivered(s)) continue;
		ASSERT(s->evidence_count > 0 && s->verdict == VERDICT_SUPPORTED && str_trim(s->text).n > 0);
		if (s->author == AUTHOR_PACK)
			ASSERT(str_eq(s->text,
				      str_slice(knowledge.pack->passages.v[s->evidence[0].passage].text, s->evidence[0].from, s->evidence[0].to)));
	}
	check_evidence(&a->headline);
	check_evidence(&a->act);
}

static void check_decision(const struct answer *a)
{
	ASSERT((int)a->tier >= 0 && a->tier < TIER_COUNT && a->gate.rule && a->gate.rule[0]);
	if (a->tier == TIER_EMERGENCY || a->crisis) ASSERT(a->gate.action == ACTION_HAND_OVER && a->state == CASE_HANDED_OVER && a->held_reason.n);
	if (a->gate.action == ACTION_HOLD) ASSERT(a->state == CASE_HELD && a->held_reason.n && a->held_meanwhile.n);
	ASSERT(a->state != CASE_NEW && a->confidence >= 0 && a->confidence <= 1);
	ASSERT(a->headline.text.n && str_trim(a->text).n && utf8_invalid(a->text) < 0);
	ASSERT(str_starts(a->text, str_trim(a->headline.text)));
	ASSERT(a->lang == LANG_ZH || a->lang == LANG_EN);
}

static void check_json(const struct answer *a, struct arena memory)
{
	struct sb out = sb_new(&memory, 8192);
	struct jw w = {&out, false};
	answer_json(&w, a, knowledge.pack);
	ASSERT(utf8_invalid(sb_str(&out)) < 0 && json_wrong_at(sb_str(&out), 16) < 0);
}

/* ---- one input ---- */

static str ask(const struct question *q, const struct drafter *model, struct arena *a)
{
	struct answer answer;
	struct req rq = {.arena = a, .clock = {fixed_ms, NULL}, .rng = {fixed_fill, NULL}};
	if (!consult_ask(&answer, &knowledge, q, model, NULL, &rq)) {
		ASSERT(rq.fail.rc == (str_trim(q->text).n ? RC_LIMIT : RC_INPUT) && (!str_trim(q->text).n || q->text.n > QUESTION_MAX));
		return (str){"", 0};
	}
	ASSERT(rq.fail.rc == RC_OK);
	check_decision(&answer);
	check_statements(&answer);
	check_json(&answer, *a);
	return answer.text;
}

static bool has(str letters, char c)
{
	return letters.n && memchr(letters.p, c, (size_t)letters.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!whole.beg) start();
	if (size > INPUT_MAX) return 0;
	struct arena a = whole;
	struct fail fail = {0};
	str rest = valid_text((str){(const char *)data, (ptrdiff_t)size}, &a), piece[5] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}};
	for (int i = 0; i < 5 && str_next(&rest, 0x1e, &piece[i]); i++) continue;
	struct question q = {.text = piece[0],
			     .history = piece[2],
			     .lang = has(piece[4], 'z')   ? LANG_ZH
				     : has(piece[4], 'e') ? LANG_EN
							  : -1,
			     .audience = has(piece[4], 'd') ? AUDIENCE_DOCTOR : AUDIENCE_PATIENT};
	struct drafter model = {hostile, &piece[3]};
	if (str_trim(piece[1]).n && (!json_parse(&q.facts, piece[1], 32, &fail) || !json_is_object(q.facts))) json_free(q.facts), q.facts = NULL;
	str text = ask(&q, piece[3].n ? &model : NULL, &a);
	if (str_hash(piece[0]) % 8 == 0) ASSERT(str_eq(text, ask(&q, piece[3].n ? &model : NULL, &a))); /* the same question, the same answer */
	json_free(q.facts);
	return 0;
}
