#include "consult/consult.h"

#include "consult/compose.h"
#include "consult/plan.h"
#include "consult/words.h"

#include <stdio.h>

struct run {
	struct answer *a;
	const struct knowledge *k;
	const struct watcher *watcher;
	struct req *rq;
	int64_t mark;
};

/* A stage has ended: how long it took and one line about it, in the reader's language. */
static void stage(struct run *run, const char *name, str note)
{
	int64_t now = clock_monotonic_us();
	struct stage_note *s = ARENA_PUSH(run->rq->arena, &run->a->stages);
	*s = (struct stage_note){name, now - run->mark, note};
	run->mark = now;
	if (run->watcher && run->watcher->stage) run->watcher->stage(run->watcher->ctx, run->a, s);
}

static str counted(struct run *run, const char *zh, const char *en, int n)
{
	struct sb b = sb_new(run->rq->arena, 64);
	sb_fmt(&b, run->a->lang == LANG_ZH ? "%s %d" : "%s: %d", run->a->lang == LANG_ZH ? zh : en, n);
	return sb_str(&b);
}

/* ---- guard ---- */

static ptrdiff_t evidence_texts(const struct statement *s, const struct pack *pack, str out[EVIDENCE_MAX])
{
	for (int i = 0; i < s->evidence_count; i++)
		out[i] = str_slice(pack->passages.v[s->evidence[i].passage].text, s->evidence[i].from, s->evidence[i].to);
	return s->evidence_count;
}

/* The composer's sentences are judged too: a sentence whose evidence does not bear it is a defect of ours and must not be shown. What a calculator worked out
 * is not in any passage word for word; it needs its row as evidence and nothing more. */
static void guard_plan(struct run *run)
{
	struct answer *a = run->a;
	for (ptrdiff_t i = 0; i < a->statements.n; i++) {
		struct statement *s = &a->statements.v[i];
		str texts[EVIDENCE_MAX];
		if (s->kind == SAY_NOTICE) continue;
		if (s->author == AUTHOR_CALCULATOR) s->verdict = s->evidence_count ? VERDICT_SUPPORTED : VERDICT_UNSUPPORTED;
		else s->verdict = guard_judge(s->text, texts, evidence_texts(s, run->k->pack, texts), *run->rq->arena).verdict;
	}
}

/* The statement a drafted sentence is about, -1 = none of them. */
static ptrdiff_t best_plan_statement(struct run *run, str sentence, struct judgement *best)
{
	const struct answer *a = run->a;
	ptrdiff_t at = -1;
	*best = (struct judgement){VERDICT_UNSUPPORTED, 0, -1, "words"};
	for (ptrdiff_t i = 0; i < a->statements.n; i++) {
		str evidence = a->statements.v[i].text;
		if (a->statements.v[i].kind == SAY_NOTICE) continue;
		struct judgement j = guard_judge(sentence, &evidence, 1, *run->rq->arena);
		if (j.verdict == VERDICT_NOT_A_CLAIM) return *best = j, -1;
		if (j.score >= GUARD_RELATED && (at < 0 || judgement_better(j, *best))) *best = j, at = i;
	}
	return at;
}

struct drafted {
	str sentence;
	ptrdiff_t statement; /* -1: about nothing that is planned */
	enum verdict verdict;
};
struct draft {
	struct drafted *v;
	ptrdiff_t n, cap;
};

static struct draft read_draft(struct run *run, str text)
{
	struct draft d = {0};
	struct spans spans = {0};
	guard_split(text, &spans, run->rq->arena);
	for (ptrdiff_t i = 0; i < spans.n; i++) {
		struct judgement j;
		str sentence = str_slice(text, spans.v[i].from, spans.v[i].to);
		ptrdiff_t at = best_plan_statement(run, sentence, &j);
		*ARENA_PUSH(run->rq->arena, &d) = (struct drafted){sentence, at, j.verdict};
	}
	return d;
}

/* What the draft says about a statement, as one text; `only_right` leaves out what was not supported by itself. */
static str said_about(struct run *run, const struct draft *d, ptrdiff_t statement, bool only_right)
{
	ptrdiff_t size = 1;
	for (ptrdiff_t i = 0; i < d->n; i++) size += d->v[i].sentence.n + 1;
	struct sb b = sb_new(run->rq->arena, size);
	for (ptrdiff_t i = 0; i < d->n; i++) {
		const struct drafted *s = &d->v[i];
		if (s->statement != statement || (only_right && s->verdict != VERDICT_SUPPORTED) || str_find(sb_str(&b), s->sentence) >= 0) continue;
		if (b.n && run->a->lang == LANG_EN) sb_byte(&b, ' ');
		sb_add(&b, s->sentence);
	}
	return sb_str(&b);
}

/* Two texts that bear each other out say the same: nothing was added and nothing, no warning and no condition, was left out. */
static bool says_the_same(struct run *run, str said, str planned)
{
	if (!said.n || guard_judge(said, &planned, 1, *run->rq->arena).verdict != VERDICT_SUPPORTED) return false;
	return guard_judge(planned, &said, 1, *run->rq->arena).verdict == VERDICT_SUPPORTED;
}

static void settle_statement(struct run *run, const struct draft *d, ptrdiff_t at)
{
	struct statement *s = &run->a->statements.v[at];
	str said = said_about(run, d, at, false);
	bool same = says_the_same(run, said, s->text), wrong = false;
	if (!same) same = says_the_same(run, said = said_about(run, d, at, true), s->text);
	for (ptrdiff_t i = 0; i < d->n; i++) wrong = wrong || (d->v[i].statement == at && d->v[i].verdict == VERDICT_CONTRADICTED);
	if (same) s->text = said, s->author = AUTHOR_MODEL;
	else s->repair = wrong ? REPAIR_REPLACED : REPAIR_ADDED;
}

/* A model's draft, sentence by sentence: a statement takes the model's words only when together they say all of it and nothing else; where the
 * draft says part of it, or otherwise, or nothing, the plan's own text stays. Returns how many drafted sentences nothing bears out. */
static int guard_draft(struct run *run, str draft)
{
	struct draft d = read_draft(run, draft);
	int dropped = 0;
	for (ptrdiff_t i = 0; i < d.n; i++) dropped += d.v[i].statement < 0 || d.v[i].verdict == VERDICT_UNSUPPORTED;
	for (ptrdiff_t i = 0; i < run->a->statements.n; i++)
		if (run->a->statements.v[i].kind != SAY_NOTICE) settle_statement(run, &d, i);
	return dropped;
}

static void draft_and_guard(struct run *run, const struct drafter *drafter)
{
	bool zh = run->a->lang == LANG_ZH;
	str draft;
	guard_plan(run);
	if (!drafter || !drafter->draft) {
		stage(run, "draft", zh ? S("由内置编写器按计划成文") : S("written by the built-in composer"));
		stage(run, "guard", counted(run, "逐句核对，通过", "sentences checked and supported", (int)run->a->statements.n));
		return;
	}
	struct fail before = run->rq->fail;
	if (!drafter->draft(drafter->ctx, run->a, &draft, run->rq)) {
		run->rq->fail = before; /* a model that fails costs its words, not the answer */
		stage(run, "draft", zh ? S("模型没有回应，改由内置编写器成文") : S("the model did not answer; written by the built-in composer"));
		stage(run, "guard", counted(run, "逐句核对，通过", "sentences checked and supported", (int)run->a->statements.n));
		return;
	}
	stage(run, "draft", zh ? S("由模型按计划成文") : S("written by the model from the plan"));
	stage(run, "guard", counted(run, "去掉没有依据的句子", "sentences dropped for want of evidence", guard_draft(run, draft)));
}

/* ---- gate ---- */

static void count_verdicts(const struct answer *a, int *supported, int *unsupported)
{
	*supported = *unsupported = 0;
	for (ptrdiff_t i = 0; i < a->statements.n; i++) {
		if (a->statements.v[i].kind == SAY_NOTICE) continue;
		*supported += a->statements.v[i].verdict == VERDICT_SUPPORTED;
		*unsupported += a->statements.v[i].verdict != VERDICT_SUPPORTED;
	}
}

static void gate(struct run *run, enum request_kind kind)
{
	struct answer *a = run->a;
	struct gate_input in = {.audience = a->audience, .kind = kind, .tier = a->tier, .crisis = a->crisis, .facts_missing = a->asks.n > 0};
	count_verdicts(a, &in.supported, &in.unsupported);
	a->gate = gate_decide(in);
	bool stepped = case_step(CASE_NEW, case_event_of(a->gate.action), BY_GATE, &a->state);
	(void)stepped; /* the table has a step for every action: policy/policy_test.c */
	if (a->gate.action == ACTION_HOLD)
		a->held_reason = words_say(in.unsupported ? SAY_HELD_UNSUPPORTED : SAY_HELD_REASON, a->lang),
		a->held_meanwhile = words_say(SAY_HELD_MEANWHILE, a->lang);
	if (a->gate.action == ACTION_HAND_OVER)
		a->held_reason = words_say(SAY_HANDED_REASON, a->lang), a->held_meanwhile = words_say(SAY_HANDED_MEANWHILE, a->lang);
	if (a->gate.action == ACTION_ASK_BACK && !a->statements.n) {
		int32_t part = (int32_t)a->parts.n;
		*ARENA_PUSH(run->rq->arena, &a->parts) = (struct part){S("unplaced"), (str){"", 0}, (str){"", 0}};
		*ARENA_PUSH(run->rq->arena, &a->statements) = (struct statement){.text = words_say(SAY_NO_EVIDENCE, a->lang),
										 .kind = SAY_NOTICE,
										 .author = AUTHOR_SYSTEM,
										 .verdict = VERDICT_NOT_A_CLAIM,
										 .part = part};
	}
	double placed = a->asked ? (double)(a->placed < a->asked ? a->placed : a->asked) / a->asked : in.supported > 0;
	a->confidence = in.supported ? 0.5 + 0.45 * placed : a->tier == TIER_EMERGENCY ? 0.9 : 0.1;
}

static void number_evidence(struct answer *a)
{
	int n = 0;
	for (int i = 0; i < a->headline.evidence_count; i++) a->headline.evidence[i].number = ++n;
	for (int i = 0; i < a->act.evidence_count; i++) a->act.evidence[i].number = ++n;
	for (ptrdiff_t i = 0; i < a->statements.n; i++)
		for (int k = 0; k < a->statements.v[i].evidence_count; k++) a->statements.v[i].evidence[k].number = ++n;
}

static str why(struct run *run)
{
	struct answer *a = run->a;
	struct sb b = sb_new(run->rq->arena, 160);
	int supported, unsupported;
	count_verdicts(a, &supported, &unsupported);
	bool zh = a->lang == LANG_ZH;
	if (a->situation->reasons.n)
		sb_fmt(&b, zh ? "分诊规则 " STR_FMT "；" : "triage rule " STR_FMT "; ", STR_ARG(a->situation->reasons.v[0].rule));
	sb_fmt(&b, zh ? "%d 条有依据的陈述；放行规则 %s。" : "%d statements with evidence; gate row %s.", supported, a->gate.rule);
	return sb_str(&b);
}

/* ---- the stages ---- */

static bool usable(str text, struct req *rq)
{
	if (!str_trim(text).n) return fail_set(&rq->fail, RC_INPUT, "consult_ask", "the question is empty");
	if (text.n > QUESTION_MAX)
		return fail_set(&rq->fail, RC_LIMIT, "consult_ask", "the question has %td bytes, at most %d are read", text.n, QUESTION_MAX);
	return true;
}

bool consult_ask(struct answer *out, const struct knowledge *k, const struct question *q, const struct drafter *drafter,
		 const struct watcher *watcher, struct req *rq)
{
	if (!usable(q->text, rq)) return false;
	struct situation *s = ARENA_NEW(rq->arena, struct situation, 1);
	*out = (struct answer){.question = q->text, .audience = q->audience, .created_ms = rq->clock.now_ms(rq->clock.ctx), .situation = s};
	ulid_make(out->case_id, out->created_ms, rq->rng);
	struct run run = {out, k, watcher, rq, clock_monotonic_us()};
	situate(s, k, q, rq->arena);
	out->lang = s->reading.lang;
	out->tier = s->triage.tier;
	out->crisis = s->triage.crisis;
	bool zh = out->lang == LANG_ZH;
	enum request_kind kind = plan_make(out, k, rq->arena);
	stage(&run, "triage", counted(&run, "命中的分诊规则", "triage rules that fired", (int)s->reasons.n));
	stage(&run, "understand", counted(&run, "认出的词", "terms recognised", (int)s->reading.mentions.n));
	stage(&run, "recall", counted(&run, "相关条目", "subjects found", (int)(s->topics.n + s->drugs.n + s->foods.n + s->labs.n)));
	stage(&run, "plan", counted(&run, "要说的话", "statements planned", (int)out->statements.n));
	if (!req_alive(rq)) return false;
	draft_and_guard(&run, drafter);
	gate(&run, kind);
	struct sb note = sb_new(rq->arena, 64);
	sb_fmt(&note, zh ? "放行规则：%s" : "gate row: %s", out->gate.rule);
	stage(&run, "gate", sb_str(&note));
	number_evidence(out);
	out->text = compose_text(out, rq->arena);
	out->why = why(&run);
	stage(&run, "deliver", zh ? S("已按顺序写出") : S("written out in order"));
	return true;
}
