/* follow.c - who wants to hear when a case changes. */
#include "app/app.h"

#include <stdlib.h>

struct follow {
	struct follow *next;
	uint64_t id;
	char case_id[27];
	void (*changed)(void *ctx, struct zhuyi_text json);
	void *ctx;
};

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

void follow_changed(struct zhuyi *z, str case_id, str body)
{
	struct arena memory = arena_create(4 << 20), a = memory;
	if (!memory.beg) return;
	str state = state_of(body, &a);
	pthread_mutex_lock(&z->follow_lock);
	for (struct follow *f = z->followers; f; f = f->next)
		if (str_eq(str_from(f->case_id), case_id)) f->changed(f->ctx, (struct zhuyi_text){state.p, (size_t)state.n});
	pthread_mutex_unlock(&z->follow_lock);
	arena_destroy(memory);
}

static bool readable(struct zhuyi *z, str token, str case_id, struct case_row *row, struct arena *a)
{
	struct session_row session;
	struct fail none = {0};
	struct clock clock = clock_system();
	return z->store && ulid_valid(case_id) && session_find(z->store, &session, token, clock.now_ms(clock.ctx), a, &none) &&
	       z->store->verbs->case_get(z->store, row, z->org, case_id, a, &none) &&
	       (str_eq(row->person, session.person) || str_eq(session.role, S("doctor")));
}

uint64_t zhuyi_follow(struct zhuyi *z, struct zhuyi_text session, struct zhuyi_text case_id, void (*changed)(void *ctx, struct zhuyi_text json),
		      void *ctx)
{
	struct arena memory = arena_create(4 << 20), a = memory;
	struct case_row row;
	struct follow *f = NULL;
	uint64_t id = 0;
	if (!memory.beg) return 0;
	if (readable(z, (str){session.p, (ptrdiff_t)session.n}, (str){case_id.p, (ptrdiff_t)case_id.n}, &row, &a) && (f = calloc(1, sizeof *f))) {
		memcpy(f->case_id, case_id.p, 26);
		f->changed = changed;
		f->ctx = ctx;
		pthread_mutex_lock(&z->follow_lock);
		id = f->id = ++z->next_follower;
		f->next = z->followers;
		z->followers = f;
		/* Under the lock and read again: a change between the first look and the listing must not be missed. */
		struct fail none = {0};
		if (z->store->verbs->case_get(z->store, &row, z->org, row.id, &a, &none)) {
			str state = state_of(row.body, &a);
			changed(ctx, (struct zhuyi_text){state.p, (size_t)state.n});
		}
		pthread_mutex_unlock(&z->follow_lock);
	}
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
