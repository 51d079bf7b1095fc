/* verb_case.c - kept cases: reading them, handing over, and the doctor's signature. */
#include "app/app.h"

#include "base/log.h"

enum { LIST_MAX = 100 };

/* A case may be read by the person it belongs to and by a doctor of the organisation; to everybody else it does not exist. */
static bool find_case(struct zhuyi *z, struct call *c, struct case_row *row)
{
	str id = {c->in.id.p, (ptrdiff_t)c->in.id.n};
	if (!ulid_valid(id)) return fail_set(&c->rq.fail, RC_MISSING, "case", "no such case");
	if (!z->store->verbs->case_get(z->store, row, z->org, id, &c->arena, &c->rq.fail)) return false;
	bool own = str_eq(row->person, c->session.person), doctor = str_eq(c->session.role, S("doctor"));
	return own || doctor || fail_set(&c->rq.fail, RC_MISSING, "case", "no such case");
}

void case_json(struct zhuyi *z, struct sb *out, const struct case_row *row, struct call *c)
{
	int64_t leaf;
	char root[65];
	struct fail none = {0};
	sb_add(out, row->body);
	if (!z->store->verbs->leaf_of_case(z->store, &leaf, z->org, row->id, &none)) return;
	(void)c;
	trail_root_hex(&z->trail, root);
	out->n--;
	sb_fmt(out, ",\"leaf\":{\"index\":%lld,\"root\":\"%s\"}}", (long long)leaf, root);
}

bool verb_case(struct zhuyi *z, struct call *c)
{
	struct case_row row;
	if (!find_case(z, c, &row)) return false;
	case_json(z, &c->reply, &row, c);
	return true;
}

static void list_item(struct jw *w, const struct case_row *row, int64_t now_ms)
{
	jw_object(w, NULL);
	jw_str(w, "case", row->id);
	jw_str(w, "question", row->question);
	jw_str(w, "tier", tier_name((enum tier)row->tier));
	jw_str(w, "state", row->state);
	jw_i64(w, "created_ms", row->created_ms);
	jw_i64(w, "updated_ms", row->updated_ms);
	jw_i64(w, "waiting_s", now_ms > row->created_ms ? (now_ms - row->created_ms) / 1000 : 0);
	jw_end_object(w);
}

static void list(struct call *c, const char *key, const struct case_rows *rows)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_array(&w, key);
	for (ptrdiff_t i = 0; i < rows->n; i++) list_item(&w, &rows->v[i], c->rq.clock.now_ms(c->rq.clock.ctx));
	jw_end_array(&w);
	jw_end_object(&w);
}

bool verb_cases(struct zhuyi *z, struct call *c)
{
	struct case_rows rows;
	if (!z->store->verbs->cases_of(z->store, &rows, z->org, c->session.person, LIST_MAX, &c->arena, &c->rq.fail)) return false;
	list(c, "cases", &rows);
	return true;
}

bool verb_worklist(struct zhuyi *z, struct call *c)
{
	struct case_rows rows;
	if (!z->store->verbs->cases_open(z->store, &rows, z->org, LIST_MAX, &c->arena, &c->rq.fail)) return false;
	list(c, "items", &rows);
	return true;
}

/* ---- changing a case ---- */

struct change_work {
	struct case_row row;
	str was, kind;
	struct trail_leaf leaf;
};

static bool change_write(struct zhuyi *z, struct call *c)
{
	struct change_work *w = c->work;
	return z->store->verbs->case_change(z->store, &w->row, w->was, &c->rq.fail) &&
	       trail_append(&z->trail, z->store, &c->rq, w->kind, w->row.person, w->row.id, w->row.body, &w->leaf);
}

static void change_after(struct zhuyi *z, struct call *c)
{
	struct change_work *w = c->work;
	case_json(z, &c->reply, &w->row, c);
	follow_changed(z, w->row.id, w->row.body);
}

/* The stored answer with another state and, from a doctor, a reply. The rest stays byte for byte what was delivered. */
static bool rewrite(struct call *c, struct change_work *w, enum case_state to, str reply)
{
	jv body;
	if (!json_parse(&body, w->row.body, 16, &c->rq.fail)) return fail_set(&c->rq.fail, RC_CORRUPT, "case", "the stored case cannot be read");
	json_free(body);
	struct sb out = sb_new(&c->arena, w->row.body.n + reply.n + 64);
	str from = w->was, mark = S("\"state\":\""), empty = S("\"reply\":null");
	ptrdiff_t at = str_find(w->row.body, mark), hole = str_find(w->row.body, empty);
	if (at < 0 || hole < at) return fail_set(&c->rq.fail, RC_CORRUPT, "case", "the stored case has no state");
	sb_add(&out, str_slice(w->row.body, 0, at + mark.n));
	sb_add(&out, case_state_name(to));
	sb_add(&out, str_slice(w->row.body, at + mark.n + from.n, hole));
	sb_add(&out, S("\"reply\":"));
	sb_add(&out, reply.n ? reply : S("null"));
	sb_add(&out, str_slice(w->row.body, hole + empty.n, w->row.body.n));
	w->row.body = sb_str(&out);
	w->row.state = case_state_name(to);
	return true;
}

static bool change(struct zhuyi *z, struct call *c, enum case_event event, enum case_by by, str kind, str reply)
{
	struct change_work *w = ARENA_NEW(&c->arena, struct change_work, 1);
	enum case_state from, to;
	if (z->read_only) return fail_set(&c->rq.fail, RC_BUSY, "case", "the store is read-only");
	if (!find_case(z, c, &w->row)) return false;
	if (by == BY_PERSON && !str_eq(w->row.person, c->session.person))
		return fail_set(&c->rq.fail, RC_DENIED, "case", "only the person may hand their case over");
	w->was = w->row.state;
	w->kind = kind;
	if (!case_state_by_name(w->row.state, &from) || !case_step(from, event, by, &to))
		return fail_set(&c->rq.fail, RC_CONFLICT, "case", "a case that is " STR_FMT " cannot do that", STR_ARG(w->row.state));
	if (!rewrite(c, w, to, reply)) return false;
	w->row.updated_ms = c->rq.clock.now_ms(c->rq.clock.ctx);
	c->work = w;
	c->write = change_write;
	c->after = change_after;
	return true;
}

bool verb_handover(struct zhuyi *z, struct call *c)
{
	return change(z, c, EVENT_HAND_OVER, BY_PERSON, S("hand_over"), (str){"", 0});
}

/* Only a person with a licence signs, and the reply says who that was. */
static bool signed_reply(struct zhuyi *z, struct call *c, str verdict, str *out)
{
	enum { REPLY_MAX = 8000 };
	struct account_row doctor;
	str text = str_trim(json_str(c->body, "text"));
	if (!text.n) return fail_set(&c->rq.fail, RC_INPUT, "sign", "\"text\" is missing or empty");
	if (text.n > REPLY_MAX) return fail_set(&c->rq.fail, RC_LIMIT, "sign", "the reply has %td bytes, at most %d are kept", text.n, REPLY_MAX);
	if (!z->store->verbs->account_get(z->store, &doctor, z->org, c->session.login, &c->arena, &c->rq.fail)) return false;
	if (!doctor.licence.n) return fail_set(&c->rq.fail, RC_DENIED, "sign", "this account has no licence");
	struct sb json = sb_new(&c->arena, text.n + 256);
	struct jw w = {&json, false};
	enum language lang = call_lang(c);
	jw_object(&w, NULL);
	jw_str(&w, "by", doctor.name[lang]);
	jw_str(&w, "title", doctor.title[lang]);
	jw_str(&w, "licence", doctor.licence);
	jw_str(&w, "text", text);
	jw_i64(&w, "signed_ms", c->rq.clock.now_ms(c->rq.clock.ctx));
	jw_str(&w, "verdict", verdict);
	jw_end_object(&w);
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
	struct case_row row;
	int64_t leaf;
	if (!find_case(z, c, &row) || !z->store->verbs->leaf_of_case(z->store, &leaf, z->org, row.id, &c->rq.fail)) return false;
	return trail_proof(&z->trail, z->store, leaf, &c->reply, &c->arena, &c->rq.fail);
}

bool verb_head(struct zhuyi *z, struct call *c)
{
	return z->store ? trail_head(&z->trail, z->store, &c->reply, &c->arena, &c->rq.fail) : fail_set(&c->rq.fail, RC_MISSING, "head", "no store");
}
