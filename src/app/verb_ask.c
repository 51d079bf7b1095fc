/* verb_ask.c - ask and triage. */
#include "app/memory.h"

#include "consult/answer_json.h"
#include "consult/compose.h"
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
	str question, said, body;
	bool kept, facts_used;
	struct known known;       /* of the record, as it was used */
	struct stateds stated;    /* worth remembering */
	struct remembereds noted; /* proposed to the record */
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

static void add_leaf(struct call *c)
{
	struct asked_work *work = c->work;
	char root[65];
	trail_root_hex(&c->house->trail, root);
	c->reply.n--; /* reopen the object */
	if (work->noted.n) {
		struct jw w = {&c->reply, true};
		remembered_json(&w, "remembered", &work->noted);
	}
	sb_fmt(&c->reply, ",\"kept\":%s,\"leaf\":{\"index\":%lld,\"root\":\"%s\"}}", work->kept ? "true" : "false", (long long)work->leaf.index,
	       root);
}

static void asked_after(struct zhuyi *z, struct call *c)
{
	struct asked_work *work = c->work;
	z->count.answers[work->answer.gate.action]++;
	z->count.tiers[work->answer.tier]++;
	z->count.ask_us += clock_monotonic_us() - c->started_us;
	add_leaf(c);
	emit_statements(z, c, &work->answer);
}

/* Case and place in their tables, sealed. */
static bool keep_case(struct zhuyi *z, struct call *c, struct asked_work *work, const struct someone *whose)
{
	struct case_row *r = &work->row;
	struct place_row place = {r->org, r->id, r->person, r->state, r->tier, r->created_ms, S("")};
	str none = {"", 0};
	r->sealed_question = people_seal(whose, "consultation.sealed_question", none, r->id, work->question, c->rq.rng, &c->arena);
	r->sealed_said = people_seal(whose, "consultation.sealed_said", none, r->id, work->said, c->rq.rng, &c->arena);
	r->sealed_body = people_seal(whose, "consultation.sealed_body", none, r->id, work->body, c->rq.rng, &c->arena);
	return store_case_put(z->store, r, &c->rq.fail) && store_place_put(z->store, &place, &c->rq.fail) &&
	       store_person_seen(z->store, r->org, r->person, r->created_ms, &c->rq.fail);
}

/* Without the consent to keep it, only the leaf stays: that something was answered, and when. Its salts are thrown away. */
static bool asked_write(struct zhuyi *z, struct call *c)
{
	struct asked_work *work = c->work;
	struct someone whose;
	/* The consent may have been withdrawn while the answer was worked out. */
	if (work->kept && !c->new_session[0] && !call_consent(z, c, c->target, &work->kept)) return false;
	if (!work->kept) return trail_append(&c->house->trail, z->store, &c->rq, S("answer"), S(""), work->body, &work->leaf);
	bool ok = call_visitor_write(z, c) && people_open(&z->people, &whose, c->house->org, c->target, false, &c->arena, &c->rq.fail);
	ok = ok && keep_case(z, c, work, &whose) && memory_propose(z, c, &whose, &work->stated, work->row.id, work->answer.lang, &work->noted) &&
	     call_leaf(z, c, S("answer"), &whose, work->row.id, work->body, &work->leaf);
	if (ok) people_forget(&whose);
	return ok;
}

/* What was said before in the case that this question continues, if it is this person's. */
static bool continue_case(struct zhuyi *z, struct call *c, struct question *q)
{
	str id = json_str(c->body, "case"), earlier = {"", 0};
	struct case_row before;
	struct someone whose = {0};
	if (!id.n || !z->store) return true;
	bool ok = c->has_session && people_open(&z->people, &whose, c->house->org, c->target, false, &c->arena, &c->rq.fail) &&
		  store_case_get(z->store, &before, c->house->org, c->target, id, &c->arena, &c->rq.fail) &&
		  people_unseal(&whose, &earlier, "consultation.sealed_said", (str){"", 0}, id, before.sealed_said, &c->arena, &c->rq.fail);
	people_forget(&whose);
	if (!ok && c->rq.fail.rc != RC_OK && c->rq.fail.rc != RC_MISSING) return false;
	c->rq.fail = (struct fail){0};
	if (!ok) return fail_set(&c->rq.fail, RC_MISSING, "ask", "no such case");
	struct sb said = sb_new(&c->arena, earlier.n + q->history.n + 2);
	sb_add(&said, earlier);
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

/* A visitor agrees by asking (the words stand beside the question); whoever has an account has said yes or no. */
static bool may_keep(struct zhuyi *z, struct call *c, bool *kept)
{
	*kept = c->new_session[0] != 0;
	return *kept || call_consent(z, c, c->target, kept);
}

/* Of oneself, with an account, in a conversation that is kept: what the staff ask is about others, and a visitor has no pages to put it right on. */
static void note_stated(struct zhuyi *z, struct call *c, struct asked_work *work, const struct question *q)
{
	const struct reading *r = &work->answer.situation->reading;
	struct reading own;
	if (!work->kept || !c->has_session || !c->session.account || role_is_staff(c->role)) return;
	if (r->text.original.p != q->text.p) own = reading_make(q->text, &z->phrases, z->pack->lexicon, &c->arena), r = &own;
	stated_find(&work->stated, r, z->pack, !str_eq(c->target, c->session.person), &c->arena);
}

/* What somebody once said and nobody has looked at is used to be safe, and that is said. */
static void say_stated(struct call *c, struct asked_work *work)
{
	enum { SAID_AT_MOST = 5 };
	struct answer *a = &work->answer;
	int n = 0;
	for (ptrdiff_t i = 0; i < work->known.n && n < SAID_AT_MOST; i++) {
		const struct known_item *k = &work->known.v[i];
		if (strcmp(k->state, "stated") != 0) continue;
		*ARENA_PUSH(&c->arena, &a->not_checked) = words_fill(&c->arena, words_say(SAY_STATED, a->lang), &k->text, 1);
		n++;
	}
	if (n) a->text = compose_text(a, &c->arena);
}

/* Who sends no facts is asked for by those on record. Not in a role of the staff: what a doctor asks is about somebody else. */
static bool use_facts(struct zhuyi *z, struct call *c, struct asked_work *work, struct question *q)
{
	struct someone whose;
	if (q->facts || !work->kept || !c->has_session || role_is_staff(c->role)) return true;
	struct fail none = {0};
	if (!people_open(&z->people, &whose, c->house->org, c->target, false, &c->arena, &none))
		return none.rc == RC_MISSING || (c->rq.fail = none, false);
	str *json = &work->known.json;
	bool ok = known_for(z, c, &whose, q, &work->known) && (!json->n || json_parse(&c->more, *json, 8, &c->rq.fail));
	people_forget(&whose);
	q->facts = c->more;
	work->facts_used = c->more != NULL;
	return ok;
}

bool verb_ask(struct zhuyi *z, struct call *c)
{
	struct asked_work *work = ARENA_NEW(&c->arena, struct asked_work, 1);
	struct answer *a = &work->answer;
	struct question q;
	struct watching watching = {z, c};
	struct watcher watcher = {on_stage, &watching};
	if (!call_writable(z, c)) return false;
	if (!question_from(&z->knowledge, c->body, &q, &c->arena, &c->rq.fail) || !continue_case(z, c, &q)) return false;
	if (c->role != ROLE_DOCTOR) q.audience = AUDIENCE_PATIENT; /* only a doctor's session may ask as a doctor */
	if (!call_visitor(z, c) || !may_keep(z, c, &work->kept) || !use_facts(z, c, work, &q)) return false;
	if (c->new_session[0]) emit(c, S("session"), str_from(c->new_session)); /* first of all: a cookie can only go out before any event */
	if (!consult_ask(a, &z->knowledge, &q, NULL, &watcher, &c->rq)) return c->new_session[0] = 0, false;
	note_stated(z, c, work, &q);
	say_stated(c, work);
	struct jw w = {&c->reply, false};
	answer_json(&w, a, z->pack);
	if (work->facts_used) {
		c->reply.n--; /* reopen the object */
		jw_bool(&w, "facts_used", true);
		known_json(&w, "used", &work->known);
		jw_end_object(&w);
	}
	work->question = q.text;
	work->said = remember(c, &q);
	work->body = str_copy(&c->arena, sb_str(&c->reply));
	work->row = (struct case_row){.org = c->house->org,
				      .person = c->target,
				      .id = str_from(a->case_id),
				      .state = case_state_name(a->state),
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
