/* verb_export.c - everything kept about a person, unsealed and gathered, in two forms (src/record). */
#include "account/account.h"
#include "app/reminder_int.h"
#include "app/resource_int.h"
#include "fhir/text.h"
#include "ledger/entry.h"
#include "policy/title.h"
#include "record/bundle.h"
#include "record/readable.h"

#include <sodium.h>
#include <stdio.h>

enum { EVERY = 1000000, EXPORT_MEMORY = 512 << 20 };

/* Much more than a call has: years of consultations. Address space only, as far as it is not touched. */
struct gathering {
	struct zhuyi *z;
	struct call *c;
	struct someone s;
	struct arena *a;
	struct arena beside; /* resources are opened there, one after the other */
	struct record_export x;
};

static bool get_told(struct gathering *g)
{
	struct told t;
	struct credential_row credential;
	struct secrets secrets = {0};
	struct fail *fail = &g->c->rq.fail, none = {0};
	if (!person_told(g->z, &g->s, &t, g->a, fail) || !person_facts_kept(g->z, &g->s, &g->x.facts, &g->x.facts_ms, g->a, fail)) return false;
	g->x.profile = t.profile;
	g->x.profile.person = g->s.person;
	if (!store_credential_get(g->z->store, &credential, g->s.org, g->s.person, g->a, &none))
		return none.rc == RC_MISSING || (*fail = none, false);
	if (!account_secrets(&g->s, &credential, &secrets, g->a, fail)) return false;
	g->x.login = secrets.login;
	return true;
}

static bool get_cases(struct gathering *g)
{
	struct case_rows rows;
	struct fail *fail = &g->c->rq.fail;
	if (!store_cases_of(g->z->store, &rows, g->s.org, g->s.person, EVERY, g->a, fail)) return false;
	struct export_case *v = ARENA_NEW(g->a, struct export_case, rows.n ? rows.n : 1);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		v[i].id = rows.v[i].id;
		if (!people_unseal(&g->s, &v[i].body, "consultation.sealed_body", (str){"", 0}, v[i].id, rows.v[i].sealed_body, g->a, fail))
			return false;
	}
	g->x.cases = v;
	g->x.case_count = rows.n;
	return true;
}

static bool get_relations(struct gathering *g, struct relation_rows *rows, struct invites *invites)
{
	struct fail *fail = &g->c->rq.fail;
	if (!store_relations_of(g->z->store, rows, g->s.org, g->s.person, g->a, fail) || !kin_invites(g->z, &g->s, invites, g->a, fail)) return false;
	struct export_relation *v = ARENA_NEW(g->a, struct export_relation, rows->n ? rows->n : 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct relation_row *r = &rows->v[i];
		bool active = str_eq(r->state, S("active")), mine = str_eq(r->side, S("by")), guardian = str_eq(r->kind, S("guardian"));
		str other = !mine || guardian ? r->other : kin_shown(rows, invites, r->other, r->kind), name = {"", 0};
		if (!other.n) continue; /* an invitation that was taken back or declined says nothing about anybody */
		if (active || !mine) name = person_called(g->z, g->c, r->other);
		for (ptrdiff_t k = 0; k < invites->n; k++)
			if (str_eq(invites->v[k].token, other)) name = invites->v[k].login;
		v[n++] = (struct export_relation){other, str_copy(g->a, name), r->side, r->kind, r->state, r->since_ms, r->until_ms};
	}
	g->x.relations = v;
	g->x.relation_count = n;
	return true;
}

static bool get_consents(struct gathering *g)
{
	struct consent_rows rows;
	struct relation_rows kin;
	struct invites invites;
	if (!get_relations(g, &kin, &invites) || !store_consents_of(g->z->store, &rows, g->s.org, g->s.person, g->a, &g->c->rq.fail)) return false;
	struct export_consent *v = ARENA_NEW(g->a, struct export_consent, rows.n ? rows.n : 1);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct consent_row *r = &rows.v[i];
		const struct consent_words *words = consent_edition(r->edition);
		bool family = str_eq(r->purpose, purpose_name(PURPOSE_FAMILY));
		v[i] = (struct export_consent){.id = r->id,
					       .purpose = r->purpose,
					       .sensitive = r->sensitive != 0,
					       .other = family ? kin_shown(&kin, &invites, r->other, S("family")) : r->other,
					       .edition = r->edition,
					       .given_by = r->given_by,
					       .withdrawn_by = r->withdrawn_by,
					       .given_ms = r->given_ms,
					       .withdrawn_ms = r->withdrawn_ms};
		if (words) v[i].text_zh = words->zh, v[i].text_en = words->en;
	}
	g->x.consents = v;
	g->x.consent_count = rows.n;
	return true;
}

static bool read_note(struct gathering *g, const struct access_row *r, struct export_access *out)
{
	str text;
	jv note;
	struct fail *fail = &g->c->rq.fail;
	if (!people_unseal(&g->s, &text, "access.sealed_note", (str){"", 0}, r->id, r->sealed_note, g->a, fail) || !json_parse(&note, text, 4, fail))
		return false;
	*out = (struct export_access){.id = r->id,
				      .at_ms = r->at_ms,
				      .actor = r->actor,
				      .name = str_copy(g->a, call_noted_name(g->c, note)),
				      .title = title_name(json_str(note, "title"), call_lang(g->c)),
				      .role = r->role,
				      .action = r->action,
				      .relation = r->relation,
				      .case_id = str_copy(g->a, json_str(note, "case")),
				      .reason = str_copy(g->a, json_str(note, "reason"))};
	json_free(note);
	return true;
}

static bool get_accesses(struct gathering *g)
{
	struct access_rows rows;
	if (!store_access_of(g->z->store, &rows, g->s.org, g->s.person, EVERY, g->a, &g->c->rq.fail)) return false;
	struct export_access *v = ARENA_NEW(g->a, struct export_access, rows.n ? rows.n : 1);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (!read_note(g, &rows.v[i], &v[i])) return false;
	g->x.accesses = v;
	g->x.access_count = rows.n;
	return true;
}

static str hex(struct arena *a, const void *bytes, size_t n)
{
	char *out = ARENA_NEW(a, char, (ptrdiff_t)(2 * n + 1));
	return str_from(sodium_bin2hex(out, 2 * n + 1, bytes, n));
}

static bool read_decision(struct gathering *g, const struct decision_row *r, struct export_decision *out)
{
	struct leaf_row leaf;
	struct entry entry;
	str salts;
	struct fail *fail = &g->c->rq.fail;
	struct sb id = sb_new(g->a, 24);
	sb_i64(&id, r->leaf);
	if (!store_leaf_get(g->z->store, &leaf, g->s.org, r->leaf, g->a, fail) || !entry_parse(&entry, leaf.entry, fail) ||
	    !people_unseal(&g->s, &salts, "decision.sealed_salts", r->case_id, sb_str(&id), r->sealed_salts, g->a, fail))
		return false;
	if (salts.n != 64) return fail_set(fail, RC_CORRUPT, "export", "the salts of a leaf have a wrong length");
	*out = (struct export_decision){.case_id = r->case_id,
					.kind = entry.kind,
					.leaf = r->leaf,
					.at_ms = entry.time_ms,
					.hash = hex(g->a, leaf.hash, sizeof leaf.hash),
					.subject_salt = hex(g->a, salts.p, 32),
					.actor_salt = hex(g->a, salts.p + 32, 32)};
	return true;
}

/* The newest head is read last: every leaf told of stands below it. */
static bool get_proof(struct gathering *g)
{
	struct decision_rows rows;
	struct head_row head;
	struct fail *fail = &g->c->rq.fail, none = {0};
	if (!store_decisions_of(g->z->store, &rows, g->s.org, g->s.person, EVERY, g->a, fail)) return false;
	struct export_decision *v = ARENA_NEW(g->a, struct export_decision, rows.n ? rows.n : 1);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (!read_decision(g, &rows.v[i], &v[i])) return false;
	g->x.decisions = v;
	g->x.decision_count = rows.n;
	if (!store_head_last(g->z->store, &head, g->s.org, g->a, &none)) return none.rc == RC_MISSING || (*fail = none, false);
	g->x.head = (struct export_head){head.number,
					 head.size,
					 head.time_ms,
					 hex(g->a, head.root, sizeof head.root),
					 hex(g->a, head.signature, sizeof head.signature),
					 hex(g->a, g->c->house->trail.key.public_key.b, KEY_PUBLIC_BYTES)};
	return true;
}

/* Every live resource: newest first, those that say no time last. */
struct resources {
	struct export_resource *v;
	ptrdiff_t n, cap;
	struct gathering *g;
};

static bool add_resource(void *ctx, const struct kept *kept)
{
	struct resources *all = ctx;
	struct arena *a = all->g->a;
	*ARENA_PUSH(a, all) = (struct export_resource){.type = str_copy(a, kept->type), .id = str_copy(a, kept->id), .text = str_copy(a, kept->text)};
	return true;
}

static int newest_first(const void *x, const void *y)
{
	const struct export_resource *p = x, *q = y;
	return (p->at_ms < q->at_ms) - (p->at_ms > q->at_ms);
}

static bool show(struct gathering *g, struct resources *all)
{
	for (ptrdiff_t i = 0; i < all->n; i++) {
		struct export_resource *r = &all->v[i];
		struct brief b;
		jv parsed;
		if (!json_parse(&parsed, r->text, FHIR_DEPTH_MAX, &g->c->rq.fail)) return false;
		brief_of(&b, &r->at_ms, parsed, g->a);
		r->title = str_copy(g->a, b.title), r->value = str_copy(g->a, b.value), r->unit = str_copy(g->a, b.unit);
		r->status = str_copy(g->a, b.status);
		json_free(parsed);
	}
	if (all->n) qsort(all->v, (size_t)all->n, sizeof *all->v, newest_first);
	return true;
}

/* Opened on the memory of the export, which is larger than a call's. */
static bool get_resources(struct gathering *g)
{
	enum { OPENED = 32 << 20 };
	struct resources all = {.g = g};
	struct arena scratch = g->beside = arena_create(OPENED);
	if (!scratch.beg) return fail_set(&g->c->rq.fail, RC_LIMIT, "export", "no address space");
	scratch.full = g->a->full;
	bool ok = resources_each(g->z, &g->s, (str){"", 0}, add_resource, &all, scratch, &g->c->rq.fail) && show(g, &all);
	g->x.resources = all.v;
	g->x.resource_count = all.n;
	return ok;
}

static bool get_documents(struct gathering *g)
{
	return reminders_export(g->z, &g->s, &g->x, call_lang(g->c), g->a, &g->c->rq.fail);
}

static bool gather(struct gathering *g)
{
	const struct house *h = g->c->house;
	g->x = (struct record_export){.now_ms = call_now(g->c),
				      .org = h->org,
				      .org_zh = house_names(h)->name[0],
				      .org_en = house_names(h)->name[1],
				      .fictional = h->fictional,
				      .version = str_from(zhuyi_version())};
	return get_told(g) && get_cases(g) && get_consents(g) && get_accesses(g) && get_documents(g) && get_resources(g) && get_proof(g);
}

/* Without anybody's name: it lies in a folder of downloads. */
static str file_name(struct call *c)
{
	char day[25];
	struct sb out = sb_new(&c->arena, 48);
	clock_iso8601(day, call_now(c) + ZONE_CHINA_MIN * 60000);
	sb_add(&out, S("zhuyi-"));
	sb_add(&out, (str){day, 10});
	return sb_str(&out);
}

static void write_out(struct gathering *g)
{
	struct call *c = g->c;
	struct case_views cases = case_views(&g->x, g->a);
	struct sb html = sb_new(g->a, 64 << 10), out = sb_new(g->a, 256 << 10);
	struct jw w = {&out, false};
	readable_write(&html, &g->x, &cases, call_lang(c) == LANG_EN ? READABLE_EN : READABLE_ZH, g->a);
	jw_object(&w, NULL);
	bundle_write(&w, "bundle", &g->x, &cases, g->a);
	jw_str(&w, "html", sb_str(&html));
	jw_str(&w, "file", file_name(c));
	jw_end_object(&w);
	sb_add(&c->reply, sb_str(&out));
}

/* With memory of its own, given back whatever happens. */
static bool gather_and_write(struct gathering *g, struct arena *memory)
{
	struct call *c = g->c;
	jmp_buf full, *before = c->arena.full;
	bool ok = setjmp(full) == 0;
	if (ok) {
		memory->full = c->arena.full = &full;
		ok = person_open(g->z, c, &g->s) && gather(g);
		if (ok) write_out(g);
	} else fail_set(&c->rq.fail, RC_LIMIT, "export", "the export needs more than %d MiB of memory", EXPORT_MEMORY >> 20);
	c->arena.full = before;
	people_forget(&g->s);
	return ok;
}

static bool export_write(struct zhuyi *z, struct call *c)
{
	struct someone s;
	bool ok = person_again(z, c, &s) && person_leaf(z, c, &s, S("person.exported"), file_name(c));
	people_forget(&s);
	return ok;
}

/* One at a time: a thousand consultations need 500 MB while they are written out. */
static pthread_mutex_t alone = PTHREAD_MUTEX_INITIALIZER;

static bool busy(struct call *c)
{
	c->wait_s = 5;
	c->say[0] = "正在为别人导出，请几秒后再试", c->say[1] = "another export is being made; try again in a few seconds";
	return fail_set(&c->rq.fail, RC_BUSY, "export", "%s", c->say[1]);
}

/* A store that can only be read lets everybody still take what is theirs; a guardian waits, since that is written down (call_looked). */
bool verb_export(struct zhuyi *z, struct call *c)
{
	struct gathering *g = ARENA_NEW(&c->arena, struct gathering, 1);
	struct arena *memory = ARENA_NEW(&c->arena, struct arena, 1);
	if (pthread_mutex_trylock(&alone) != 0) return busy(c);
	struct arena whole = arena_create(EXPORT_MEMORY);
	*memory = whole;
	*g = (struct gathering){.z = z, .c = c, .a = memory};
	bool ok = whole.beg ? gather_and_write(g, memory) : fail_set(&c->rq.fail, RC_LIMIT, "export", "no address space");
	if (g->beside.beg) arena_destroy(g->beside);
	arena_destroy(whole);
	pthread_mutex_unlock(&alone);
	if (ok && !z->read_only) c->write = export_write;
	return ok;
}
