/* verb_case.c - kept cases: reading them, handing over, and the doctor's signature. */
#include "app/app.h"
#include "app/own.h"

#include "base/log.h"
#include "policy/title.h"

enum { LIST_MAX = 100, WAITING_LOOKED_AT = 2000 };

/* A case with the key of its person, and its texts. */
struct opened {
	struct someone whose;
	struct case_row row;
	str body;
};

static bool open_case(struct zhuyi *z, struct call *c, struct opened *o)
{
	static const char column[] = "consultation.sealed_body";
	return people_open(&z->people, &o->whose, c->house->org, c->place.person, false, &c->arena, &c->rq.fail) &&
	       store_case_get(z->store, &o->row, c->house->org, c->place.person, c->place.id, &c->arena, &c->rq.fail) &&
	       people_unseal(&o->whose, &o->body, column, (str){"", 0}, o->row.id, o->row.sealed_body, &c->arena, &c->rq.fail);
}

void case_json(struct zhuyi *z, struct sb *out, str body, const struct case_row *row, struct call *c)
{
	int64_t leaf;
	char root[65];
	struct fail none = {0};
	sb_add(out, body);
	if (!store_decision_of_case(z->store, &leaf, row->org, row->person, row->id, &none)) return;
	trail_root_hex(&c->house->trail, root);
	out->n--;
	sb_fmt(out, ",\"leaf\":{\"index\":%lld,\"root\":\"%s\"}}", (long long)leaf, root);
}

bool verb_case(struct zhuyi *z, struct call *c)
{
	struct opened o;
	bool ok = open_case(z, c, &o);
	if (ok) case_json(z, &c->reply, o.body, &o.row, c);
	people_forget(&o.whose);
	return ok;
}

static void list_item(struct jw *w, const struct case_row *row, str question, int64_t now_ms)
{
	jw_object(w, NULL);
	jw_str(w, "case", row->id);
	jw_str(w, "question", question);
	jw_str(w, "tier", tier_name((enum tier)row->tier));
	jw_str(w, "state", row->state);
	jw_i64(w, "created_ms", row->created_ms);
	jw_i64(w, "updated_ms", row->updated_ms);
	jw_i64(w, "waiting_s", now_ms > row->created_ms ? (now_ms - row->created_ms) / 1000 : 0);
	jw_end_object(w);
}

static bool question_of(const struct someone *whose, const struct case_row *row, str *question, struct call *c)
{
	return people_unseal(whose, question, "consultation.sealed_question", (str){"", 0}, row->id, row->sealed_question, &c->arena, &c->rq.fail);
}

bool verb_cases(struct zhuyi *z, struct call *c)
{
	struct someone whose;
	struct case_rows rows = {0};
	struct fail none = {0};
	struct jw w = {&c->reply, false};
	/* A visitor who has not asked yet is nobody so far: there is nothing, and that is no failure. */
	bool any = people_open(&z->people, &whose, c->house->org, c->target, false, &c->arena, &none);
	if (!any && none.rc != RC_MISSING) return c->rq.fail = none, false;
	bool ok = !any || store_cases_of(z->store, &rows, c->house->org, c->target, LIST_MAX, &c->arena, &c->rq.fail);
	jw_object(&w, NULL);
	jw_array(&w, "cases");
	for (ptrdiff_t i = 0; ok && i < rows.n; i++) {
		str question;
		ok = question_of(&whose, &rows.v[i], &question, c);
		if (ok) list_item(&w, &rows.v[i], question, call_now(c));
	}
	jw_end_array(&w);
	jw_end_object(&w);
	people_forget(&whose);
	return ok;
}

/* One line of the worklist. What cannot be shown to this doctor (no consent, deleted meanwhile, the doctor's own) is left out. */
/* A case that cannot be read any more still waits: it stands in the list, and says so. */
static bool question_or_damage(const struct someone *whose, const struct case_row *row, str *question, struct call *c)
{
	if (question_of(whose, row, question, c)) return true;
	if (c->rq.fail.rc != RC_CORRUPT) return false;
	log_event(LOG_ERROR, "damaged", "what", "%s", c->rq.fail.what);
	c->rq.fail = (struct fail){0};
	*question = call_lang(c) == LANG_EN ? S("(This case is damaged; tell the administrator.)") : S("（这份问诊读不出来了，请告诉管理员）");
	return true;
}

static bool waiting_item(struct zhuyi *z, struct call *c, struct jw *w, const struct place_row *place, int *shown)
{
	struct someone whose;
	struct case_row row;
	enum relation relation;
	struct fail none = {0};
	str question;
	if (!call_relation(z, c, place->person, place, &relation)) return false;
	if (relation != RELATION_TREATING) return true;
	if (people_open(&z->people, &whose, c->house->org, place->person, false, &c->arena, &none) &&
	    store_case_get(z->store, &row, c->house->org, place->person, place->id, &c->arena, &none) &&
	    question_or_damage(&whose, &row, &question, c)) {
		list_item(w, &row, question, call_now(c));
		++*shown;
	}
	people_forget(&whose);
	return c->rq.fail.rc == RC_OK && (none.rc == RC_OK || none.rc == RC_MISSING || (c->rq.fail = none, false));
}

/* What is left out takes nobody's place in the list. */
bool verb_worklist(struct zhuyi *z, struct call *c)
{
	struct place_rows places;
	int shown = 0;
	struct jw w = {&c->reply, false};
	if (!store_places_open(z->store, &places, c->house->org, WAITING_LOOKED_AT, &c->arena, &c->rq.fail)) return false;
	jw_object(&w, NULL);
	jw_array(&w, "items");
	for (ptrdiff_t i = 0; i < places.n && shown < LIST_MAX; i++)
		if (!waiting_item(z, c, &w, &places.v[i], &shown)) return false;
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

/* ---- changing a case ---- */

struct change_work {
	struct opened is;
	struct place_row place;
	str was, kind;
	struct trail_leaf leaf;
};

/* A withdrawal that was written first counts. */
static bool still_agreed(struct zhuyi *z, struct call *c)
{
	bool agreed;
	if (!call_consent(z, c, c->target, &agreed)) return false;
	return agreed || fail_set(&c->rq.fail, RC_CONFLICT, "case", "the consent to consultation was withdrawn meanwhile");
}

static bool change_write(struct zhuyi *z, struct call *c)
{
	struct change_work *w = c->work;
	struct case_row *row = &w->is.row;
	row->sealed_body = people_seal(&w->is.whose, "consultation.sealed_body", (str){"", 0}, row->id, w->is.body, c->rq.rng, &c->arena);
	/* Whose role was ended meanwhile signs nothing any more. What a doctor signed or rejected is a medical record, with a duty to keep it. */
	bool ok = call_session_stands(z, c) && still_agreed(z, c);
	ok = ok && (!row->doctor.n ||
		    store_person_keep(z->store, row->org, row->person, retention_until(KEEP_RECORD, row->updated_ms, ZONE_CHINA_MIN), &c->rq.fail));
	ok = ok && store_place_change(z->store, &w->place, w->was, &c->rq.fail) && store_case_change(z->store, row, w->was, &c->rq.fail) &&
	     call_leaf(z, c, w->kind, &w->is.whose, row->id, w->is.body, &w->leaf);
	people_forget(&w->is.whose);
	return ok;
}

static void change_after(struct zhuyi *z, struct call *c)
{
	struct change_work *w = c->work;
	case_json(z, &c->reply, w->is.body, &w->is.row, c);
	follow_changed(z, w->is.row.id, w->is.body);
}

/* The stored answer with another state and, from a doctor, a reply. The rest stays byte for byte what was delivered. */
static bool rewrite(struct call *c, struct change_work *w, enum case_state to, str reply)
{
	jv body;
	if (!json_parse(&body, w->is.body, 16, &c->rq.fail)) return fail_set(&c->rq.fail, RC_CORRUPT, "case", "the stored case cannot be read");
	json_free(body);
	struct sb out = sb_new(&c->arena, w->is.body.n + reply.n + 64);
	str from = w->was, mark = S("\"state\":\""), empty = S("\"reply\":null");
	ptrdiff_t at = str_find(w->is.body, mark), hole = str_find(w->is.body, empty);
	if (at < 0 || hole < at) return fail_set(&c->rq.fail, RC_CORRUPT, "case", "the stored case has no state");
	sb_add(&out, str_slice(w->is.body, 0, at + mark.n));
	sb_add(&out, case_state_name(to));
	sb_add(&out, str_slice(w->is.body, at + mark.n + from.n, hole));
	sb_add(&out, S("\"reply\":"));
	sb_add(&out, reply.n ? reply : S("null"));
	sb_add(&out, str_slice(w->is.body, hole + empty.n, w->is.body.n));
	w->is.body = sb_str(&out);
	w->is.row.state = w->place.state = case_state_name(to);
	return true;
}

static bool change(struct zhuyi *z, struct call *c, enum case_event event, enum case_by by, str kind, str reply)
{
	struct change_work *w = ARENA_NEW(&c->arena, struct change_work, 1);
	enum case_state from, to;
	if (!call_writable(z, c) || !open_case(z, c, &w->is)) return false;
	w->was = w->is.row.state;
	w->place = c->place;
	w->kind = kind;
	if (!case_state_by_name(w->was, &from) || !case_step(from, event, by, &to))
		return fail_set(&c->rq.fail, RC_CONFLICT, "case", "a case that is " STR_FMT " cannot do that", STR_ARG(w->was));
	if (!rewrite(c, w, to, reply)) return false;
	w->is.row.updated_ms = call_now(c);
	if (by == BY_DOCTOR) w->is.row.doctor = w->place.doctor = c->session.person;
	c->work = w;
	c->write = change_write;
	c->after = change_after;
	return true;
}

/* Nobody is handed over who does not agree that a doctor reads it. */
bool verb_handover(struct zhuyi *z, struct call *c)
{
	bool agreed;
	if (!call_consent(z, c, c->target, &agreed)) return false;
	if (!agreed) {
		c->need = "consent";
		return fail_set(&c->rq.fail, RC_DENIED, "handover", "a doctor reads it only with the consent to consultation");
	}
	return change(z, c, EVENT_HAND_OVER, BY_PERSON, S("hand_over"), (str){"", 0});
}

/* Only a person with a licence signs, and the reply says who that was. */
static bool signed_reply(struct zhuyi *z, struct call *c, str verdict, str *out)
{
	enum { REPLY_MAX = 8000 };
	struct someone doctor;
	struct grant_rows grants;
	const struct grant_row *grant = NULL;
	str text = str_trim(json_str(c->body, "text"));
	enum language lang = call_lang(c);
	if (!text.n) return fail_set(&c->rq.fail, RC_INPUT, "sign", "\"text\" is missing or empty");
	if (text.n > REPLY_MAX) return fail_set(&c->rq.fail, RC_LIMIT, "sign", "the reply has %td bytes, at most %d are kept", text.n, REPLY_MAX);
	if (!store_grants_of(z->store, &grants, c->house->org, c->session.person, &c->arena, &c->rq.fail)) return false;
	for (ptrdiff_t i = 0; i < grants.n; i++)
		if (str_eq(grants.v[i].role, S("doctor"))) grant = &grants.v[i];
	if (!grant || !call_grant_holds(grant, call_now(c)) || !licence_valid(grant->licence, grant->until_ms, call_now(c)))
		return fail_set(&c->rq.fail, RC_DENIED, "sign", "this account has no licence that is valid today");
	if (!people_open(&z->people, &doctor, c->house->org, c->session.person, false, &c->arena, &c->rq.fail)) return false;
	struct sb json = sb_new(&c->arena, text.n + 256);
	struct jw w = {&json, false};
	jw_object(&w, NULL);
	jw_str(&w, "by", people_name(&z->people, &doctor, (int)lang, &c->arena));
	jw_str(&w, "title", title_name(grant->title, lang));
	jw_str(&w, "licence", grant->licence);
	jw_str(&w, "text", text);
	jw_i64(&w, "signed_ms", c->rq.clock.now_ms(c->rq.clock.ctx));
	jw_str(&w, "verdict", verdict);
	jw_end_object(&w);
	people_forget(&doctor);
	*out = sb_str(&json);
	return true;
}

bool verb_sign(struct zhuyi *z, struct call *c)
{
	str reply;
	return signed_reply(z, c, S("signed"), &reply) && change(z, c, EVENT_SIGN, BY_DOCTOR, S("sign"), reply);
}

bool verb_reject(struct zhuyi *z, struct call *c)
{
	str reply;
	return signed_reply(z, c, S("rejected"), &reply) && change(z, c, EVENT_REJECT, BY_DOCTOR, S("reject"), reply);
}

bool verb_proof(struct zhuyi *z, struct call *c)
{
	int64_t leaf;
	if (!store_decision_of_case(z->store, &leaf, c->house->org, c->place.person, c->place.id, &c->rq.fail)) return false;
	return trail_proof(&c->house->trail, z->store, leaf, &c->reply, &c->arena, &c->rq.fail);
}

bool verb_head(struct zhuyi *z, struct call *c)
{
	if (!z->store) return fail_set(&c->rq.fail, RC_MISSING, "head", "no store");
	return trail_head(&c->house->trail, z->store, &c->reply, &c->arena, &c->rq.fail);
}
