/* follow.c - who wants to hear when a case changes. */
#include "app/app.h"

#include <stdlib.h>

struct follow {
	struct follow *next;
	uint64_t id;
	char case_id[27];
	char session[TOKEN_API_CHARS + 1]; /* asked anew with each change: who may no longer read hears no more */
	void (*changed)(void *ctx, struct zhuyi_text json);
	void *ctx;
};

static const struct zhuyi_verb reading = {.name = "follow", .action = "case.read"};

/* {"case","state","reply"} from a stored answer. */
static str state_of(str body, struct arena *perm)
{
	jv v;
	struct fail none = {0};
	struct sb out = sb_new(perm, 256);
	struct jw w = {&out, false};
	if (!json_parse(&v, body, 16, &none)) return S("{}");
	jv reply = json_get(v, "reply");
	double at = 0;
	jw_object(&w, NULL);
	jw_str(&w, "case", json_str(v, "case"));
	jw_str(&w, "state", json_str(v, "state"));
	if (reply) {
		jw_object(&w, "reply");
		jw_str(&w, "by", json_str(reply, "by"));
		jw_str(&w, "title", json_str(reply, "title"));
		jw_str(&w, "text", json_str(reply, "text"));
		json_number(reply, "signed_ms", &at);
		jw_i64(&w, "signed_ms", (int64_t)at);
		jw_str(&w, "verdict", json_str(reply, "verdict"));
		jw_end_object(&w);
	} else jw_null(&w, "reply");
	jw_end_object(&w);
	json_free(v);
	return sb_str(&out);
}

/* A follower is a reader like any other: session, relation and rule are those of GET /v1/cases/{id}. */
static bool readable(struct zhuyi *z, struct call *c)
{
	str id = call_id(c);
	c->in.verb = &reading;
	return z->store && ulid_valid(id) && call_who(z, c) && c->has_session && c->session.account != ACCOUNT_MUST_CHANGE &&
	       store_place_get(z->store, &c->place, c->house->org, id, &c->arena, &c->rq.fail) && call_may_read_case(z, c, &c->place);
}

enum may_hear { HEAR_NO, HEAR_UNKNOWN, HEAR_YES };

/* Whether the follower's session may still read the case. A store that does not answer is no reason to end it, and none to tell it anything. */
static enum may_hear still_readable(struct zhuyi *z, const struct follow *f, struct arena memory)
{
	str session = str_from(f->session), id = str_from(f->case_id);
	struct call c = {.in = {.session = {session.p, (size_t)session.n}, .id = {id.p, (size_t)id.n}}, .arena = memory};
	c.rq = (struct req){.arena = &c.arena, .clock = clock_system(), .rng = rng_system()};
	if (readable(z, &c)) return HEAR_YES;
	enum rc rc = c.rq.fail.rc;
	return rc == RC_OK || rc == RC_DENIED || rc == RC_MISSING ? HEAR_NO : HEAR_UNKNOWN;
}

void follow_changed(struct zhuyi *z, str case_id, str body)
{
	struct arena memory = arena_create(4 << 20), a = memory;
	if (!memory.beg) return;
	str state = state_of(body, &a);
	pthread_mutex_lock(&z->follow_lock);
	for (struct follow **at = &z->followers; *at;) {
		struct follow *f = *at;
		bool this = str_eq(str_from(f->case_id), case_id);
		enum may_hear hears = this ? still_readable(z, f, a) : HEAR_UNKNOWN;
		if (hears == HEAR_YES) f->changed(f->ctx, (struct zhuyi_text){state.p, (size_t)state.n});
		if (hears == HEAR_NO) {
			*at = f->next;
			free(f);
		} else at = &f->next;
	}
	pthread_mutex_unlock(&z->follow_lock);
	arena_destroy(memory);
}

static bool state_now(struct zhuyi *z, struct call *c, str *state)
{
	struct someone whose;
	struct case_row row;
	str body;
	bool ok = people_open(&z->people, &whose, c->house->org, c->place.person, false, &c->arena, &c->rq.fail) &&
		  store_case_get(z->store, &row, c->house->org, c->place.person, c->place.id, &c->arena, &c->rq.fail) &&
		  people_unseal(&whose, &body, "consultation.sealed_body", (str){"", 0}, row.id, row.sealed_body, &c->arena, &c->rq.fail);
	people_forget(&whose);
	if (ok) *state = state_of(body, &c->arena);
	return ok;
}

/* On the writing thread: the call becomes the look of who follows, and write_one writes that down. */
static bool look_write(struct zhuyi *z, struct call *c)
{
	const struct call *who = c->work;
	(void)z;
	c->in.verb = who->in.verb;
	c->session = who->session;
	c->role = who->role;
	c->target = who->place.person;
	c->relation = who->relation;
	c->place = who->place;
	c->rq.actor = who->rq.actor;
	return true;
}

/* Following somebody else's case is reading it: it is shown to the person, or not done. */
static bool look(struct zhuyi *z, struct call *c)
{
	return c->relation == RELATION_SELF || calls_errand(z, c->house, look_write, c, &c->rq.fail);
}

static struct follow *follow_new(struct zhuyi *z, struct call *c, void (*changed)(void *ctx, struct zhuyi_text json), void *ctx)
{
	str state;
	struct follow *f = readable(z, c) && look(z, c) ? calloc(1, sizeof *f) : NULL;
	if (!f) return NULL;
	memcpy(f->case_id, c->place.id.p, 26);
	memcpy(f->session, c->in.session.p, c->in.session.n); /* a session was found by it, so it has the length of one */
	f->changed = changed;
	f->ctx = ctx;
	pthread_mutex_lock(&z->follow_lock);
	f->id = ++z->next_follower;
	f->next = z->followers;
	z->followers = f;
	/* Under the lock: a change between the first look and the listing must not be missed. */
	if (state_now(z, c, &state)) changed(ctx, (struct zhuyi_text){state.p, (size_t)state.n});
	pthread_mutex_unlock(&z->follow_lock);
	return f;
}

uint64_t zhuyi_follow(struct zhuyi *z, struct zhuyi_text session, struct zhuyi_text case_id, void (*changed)(void *ctx, struct zhuyi_text json),
		      void *ctx)
{
	struct arena memory = arena_create(4 << 20);
	if (!memory.beg) return 0;
	struct call c = {.in = {.session = session, .id = case_id}, .arena = memory};
	c.rq = (struct req){.arena = &c.arena, .clock = clock_system(), .rng = rng_system()};
	struct follow *f = follow_new(z, &c, changed, ctx);
	uint64_t id = f ? f->id : 0;
	arena_destroy(memory);
	return id;
}

void zhuyi_unfollow(struct zhuyi *z, uint64_t follower)
{
	pthread_mutex_lock(&z->follow_lock);
	for (struct follow **f = &z->followers; *f; f = &(*f)->next)
		if ((*f)->id == follower) {
			struct follow *gone = *f;
			*f = gone->next;
			free(gone);
			break;
		}
	pthread_mutex_unlock(&z->follow_lock);
}
