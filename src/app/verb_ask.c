/* verb_ask.c - ask and triage. */
#include "app/app.h"

#include "consult/answer_json.h"
#include "consult/patient.h"
#include "consult/words.h"

bool question_from(const struct knowledge *k, jv body, struct question *q, struct arena *perm, struct fail *fail)
{
	(void)k;
	str lang = json_str(body, "lang"), audience = json_str(body, "audience");
	jv history = json_get(body, "history");
	struct sb said = sb_new(perm, 256);
	if (!json_get(body, "question")) return fail_set(fail, RC_INPUT, "ask", "\"question\" is missing");
	if (!json_is_string(json_get(body, "question"))) return fail_set(fail, RC_INPUT, "ask", "\"question\" is not a string");
	if (lang.n && !str_eq(lang, S("zh")) && !str_eq(lang, S("en")))
		return fail_set(fail, RC_INPUT, "ask", "\"lang\" is neither \"zh\" nor \"en\"");
	if (audience.n && !str_eq(audience, S("patient")) && !str_eq(audience, S("doctor")))
		return fail_set(fail, RC_INPUT, "ask", "\"audience\" is neither \"patient\" nor \"doctor\"");
	if (json_get(body, "facts") && !json_is_object(json_get(body, "facts"))) return fail_set(fail, RC_INPUT, "ask", "\"facts\" is not an object");
	for (ptrdiff_t i = 0; i < json_count(history); i++) {
		str role = json_str(json_at(history, i), "role");
		if (!str_eq(role, S("user")) && !str_eq(role, S("patient"))) continue;
		sb_add(&said, json_str(json_at(history, i), "text"));
		sb_byte(&said, '\n');
	}
	*q = (struct question){.text = json_str(body, "question"),
			       .history = sb_str(&said),
			       .facts = json_get(body, "facts"),
			       .lang = !lang.n ? -1 : str_eq(lang, S("en")),
			       .audience = str_eq(audience, S("doctor")) ? AUDIENCE_DOCTOR : AUDIENCE_PATIENT};
	return true;
}

struct asked_work {
	struct answer answer;
	struct case_row row;
	struct trail_leaf leaf;
};

/* ---- events ---- */

static void emit(struct call *c, str name, str json)
{
	if (c->in.event) c->in.event(c->in.ctx, (struct zhuyi_text){name.p, (size_t)name.n}, (struct zhuyi_text){json.p, (size_t)json.n});
}

static void emit_case(struct call *c, const struct answer *a)
{
	struct sb out = sb_new(&c->arena, 64);
	struct jw w = {&out, false};
	jw_object(&w, NULL);
	jw_str(&w, "case", str_from(a->case_id));
	jw_end_object(&w);
	emit(c, S("case"), sb_str(&out));
}

static void emit_headline(struct zhuyi *z, struct call *c, const struct answer *a)
{
	struct sb out = sb_new(&c->arena, 512);
	struct jw w = {&out, false};
	headline_json(&w, NULL, a, z->pack);
	emit(c, S("headline"), sb_str(&out));
}

struct watching {
	struct zhuyi *z;
	struct call *c;
};

/* Emergency advice does not wait for anything, not even for the disk. */
static void on_stage(void *ctx, const struct answer *a, const struct stage_note *note)
{
	struct watching *w = ctx;
	if (!w->c->in.event) return;
	if (a->stages.n == 1) {
		emit_case(w->c, a);
		if (a->tier == TIER_EMERGENCY) emit_headline(w->z, w->c, a);
	}
	struct sb out = sb_new(&w->c->arena, 160);
	struct jw json = {&out, false};
	jw_object(&json, NULL);
	jw_str(&json, "name", str_from(note->name));
	jw_str(&json, "state", S("done"));
	jw_i64(&json, "us", note->us);
	jw_str(&json, "note", note->note);
	jw_end_object(&json);
	emit(w->c, S("stage"), sb_str(&out));
}

static void emit_statements(struct zhuyi *z, struct call *c, const struct answer *a)
{
	if (!c->in.event) return;
	if (a->tier != TIER_EMERGENCY) emit_headline(z, c, a);
	for (ptrdiff_t i = 0; i < a->statements.n; i++) {
		const struct statement *s = &a->statements.v[i];
		if (s->verdict != VERDICT_SUPPORTED && s->verdict != VERDICT_NOT_A_CLAIM) continue;
		struct sb out = sb_new(&c->arena, 512);
		struct jw w = {&out, false};
		statement_json(&w, NULL, s, i, z->pack);
		emit(c, S("statement"), sb_str(&out));
	}
}

/* ---- ask ---- */

static void add_leaf(struct zhuyi *z, struct call *c)
{
	struct asked_work *work = c->work;
	char root[65];
	trail_root_hex(&z->trail, root);
	c->reply.n--; /* reopen the object */
	sb_fmt(&c->reply, ",\"leaf\":{\"index\":%lld,\"root\":\"%s\"}}", (long long)work->leaf.index, root);
}

static void asked_after(struct zhuyi *z, struct call *c)
{
	struct asked_work *work = c->work;
	z->count.answers[work->answer.gate.action]++;
	z->count.tiers[work->answer.tier]++;
	z->count.ask_us += clock_monotonic_us() - c->started_us;
	add_leaf(z, c);
	emit_statements(z, c, &work->answer);
}

static bool asked_write(struct zhuyi *z, struct call *c)
{
	struct asked_work *work = c->work;
	struct fail *fail = &c->rq.fail;
	if (c->new_session[0] && !z->store->verbs->session_put(z->store, &c->session, fail)) return false;
	return z->store->verbs->case_put(z->store, &work->row, fail) &&
	       trail_append(&z->trail, z->store, &c->rq, S("answer"), c->session.person, work->row.id, work->row.body, &work->leaf);
}

/* What was said before in the case that this question continues, if it is this person's. */
static bool continue_case(struct zhuyi *z, struct call *c, struct question *q)
{
	str id = json_str(c->body, "case");
	struct case_row before;
	if (!id.n || !z->store) return true;
	if (!c->has_session || !z->store->verbs->case_get(z->store, &before, z->org, id, &c->arena, &c->rq.fail) ||
	    !str_eq(before.person, c->session.person)) {
		c->rq.fail = (struct fail){0};
		return fail_set(&c->rq.fail, RC_MISSING, "ask", "no such case");
	}
	struct sb said = sb_new(&c->arena, before.said.n + q->history.n + 2);
	sb_add(&said, before.said);
	sb_byte(&said, '\n');
	sb_add(&said, q->history);
	q->history = sb_str(&said);
	return true;
}

enum { SAID_MAX = 16000 }; /* bytes of earlier turns that are carried along; the oldest are dropped */

static str remember(struct call *c, const struct question *q)
{
	struct sb said = sb_new(&c->arena, q->history.n + q->text.n + 2);
	sb_add(&said, str_trim(q->history));
	if (said.n) sb_byte(&said, '\n');
	sb_add(&said, q->text);
	str all = sb_str(&said);
	ptrdiff_t from = all.n > SAID_MAX ? all.n - SAID_MAX : 0;
	while (from < all.n && ((unsigned char)all.p[from] & 0xc0) == 0x80) from++;
	return str_slice(all, from, all.n);
}

bool verb_ask(struct zhuyi *z, struct call *c)
{
	struct asked_work *work = ARENA_NEW(&c->arena, struct asked_work, 1);
	struct answer *a = &work->answer;
	struct question q;
	struct watching watching = {z, c};
	struct watcher watcher = {on_stage, &watching};
	if (!z->store || z->read_only) return fail_set(&c->rq.fail, RC_BUSY, "ask", z->store ? "the store is read-only" : "there is no store");
	if (!question_from(&z->knowledge, c->body, &q, &c->arena, &c->rq.fail) || !continue_case(z, c, &q)) return false;
	bool doctor = c->has_session && str_eq(c->session.role, S("doctor"));
	if (!doctor) q.audience = AUDIENCE_PATIENT; /* only a doctor's session may ask as a doctor */
	call_person(z, c);
	if (c->new_session[0]) emit(c, S("session"), str_from(c->new_session)); /* first of all: a cookie can only go out before any event */
	if (!consult_ask(a, &z->knowledge, &q, NULL, &watcher, &c->rq)) return c->new_session[0] = 0, false;
	struct jw w = {&c->reply, false};
	answer_json(&w, a, z->pack);
	work->row = (struct case_row){.org = z->org,
				      .person = c->session.person,
				      .id = str_from(a->case_id),
				      .state = case_state_name(a->state),
				      .question = q.text,
				      .said = remember(c, &q),
				      .body = str_copy(&c->arena, sb_str(&c->reply)),
				      .tier = (int)a->tier,
				      .created_ms = a->created_ms,
				      .updated_ms = a->created_ms};
	c->work = work;
	c->write = asked_write;
	c->after = asked_after;
	return true;
}

/* ---- triage ---- */

/* The contract's flat form: text, age, sex, pregnant, vitals beside one another. */
bool triage_reply(const struct knowledge *k, jv line, struct jw *w, struct arena *perm, struct fail *fail)
{
	struct situation *s = ARENA_NEW(perm, struct situation, 1);
	str text = json_str(line, "text").n ? json_str(line, "text") : json_str(line, "question");
	str lang = json_str(line, "lang");
	if (!str_trim(text).n && !json_is_object(json_get(line, "vitals"))) return fail_set(fail, RC_INPUT, "triage", "\"text\" is missing or empty");
	if (text.n > QUESTION_MAX) return fail_set(fail, RC_LIMIT, "triage", "the text has %td bytes, at most %d are read", text.n, QUESTION_MAX);
	if (!line_lang_known(line, "triage", fail)) return false;
	struct question q = {.text = text, .facts = line, .lang = !lang.n ? -1 : str_eq(lang, S("en"))};
	situate(s, k, &q, perm);
	enum language l = s->reading.lang;
	jw_str(w, "tier", tier_name(s->triage.tier));
	jw_i64(w, "level", tier_level(s->triage.tier));
	jw_bool(w, "crisis", s->triage.crisis);
	jw_array(w, "reasons");
	for (ptrdiff_t i = 0; i < s->reasons.n; i++) {
		const struct triage_reason *r = &s->reasons.v[i];
		const struct passage *p = r->passage >= 0 ? &k->pack->passages.v[r->passage] : NULL;
		jw_object(w, NULL);
		jw_str(w, "rule", r->rule);
		jw_str(w, "quote", r->quote);
		jw_str(w, "say", r->say);
		jw_str(w, "source", p && p->source_count ? k->pack->sources.v[p->sources[0]].title : (str){"", 0});
		jw_end_object(w);
	}
	jw_end_array(w);
	jw_array(w, "department");
	const struct triage_rule *top = s->triage.rule_count ? &k->pack->redflags.v[s->triage.rules[0]] : NULL;
	const struct card *card = s->topics.n ? pack_card(k->pack, s->topics.v[0]) : NULL;
	const int32_t *departments = top && top->department_count ? top->departments : card ? card->departments : NULL;
	ptrdiff_t n = top && top->department_count ? top->department_count : card ? card->department_count : 0;
	for (ptrdiff_t i = 0; i < n; i++) jw_str(w, NULL, k->pack->concepts.v[departments[i]].name[l]);
	jw_end_array(w);
	jw_array(w, "ask");
	if (!s->triage.known && !s->topics.n) jw_str(w, NULL, words_say(SAY_ASK_SYMPTOM, l));
	jw_end_array(w);
	jw_array(w, "unchecked"); /* sent along, not understood or not possible */
	for (ptrdiff_t i = 0; i < s->unknown_facts.n; i++) jw_str(w, NULL, s->unknown_facts.v[i]);
	for (ptrdiff_t i = 0; i < s->unknown_drugs.n; i++) jw_str(w, NULL, s->unknown_drugs.v[i]);
	jw_end_array(w);
	return true;
}

bool verb_triage(struct zhuyi *z, struct call *c)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	if (!triage_reply(&z->knowledge, c->body, &w, &c->arena, &c->rq.fail)) return false;
	jw_end_object(&w);
	return true;
}
