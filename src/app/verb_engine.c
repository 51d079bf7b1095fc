/* verb_engine.c - the clinical engines over HTTP: the same objects as on the command line (docs/contract.md), nothing kept. */
#include "app/app.h"

#include "base/check.h"
#include "consult/calc_json.h"
#include "consult/labs_json.h"
#include "consult/rx_json.h"
#include "consult/units_json.h"

static bool reply_with(struct zhuyi *z, struct call *c, engine_reply *engine)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	if (!engine(z, c->body, &w, &c->rq)) return false;
	jw_end_object(&w);
	return true;
}

bool engine_calc(struct zhuyi *z, jv in, struct jw *w, struct req *rq)
{
	return calc_reply(z->pack, in, w, rq->arena, &rq->fail);
}

bool engine_labs(struct zhuyi *z, jv in, struct jw *w, struct req *rq)
{
	return labs_reply(z->pack, in, w, rq->arena, &rq->fail);
}

bool engine_units(struct zhuyi *z, jv in, struct jw *w, struct req *rq)
{
	(void)z;
	return units_reply(in, w, rq->arena, &rq->fail);
}

/* A result on record has a date; how old it is follows from the clock. */
bool engine_rx(struct zhuyi *z, jv in, struct jw *w, struct req *rq)
{
	enum { DAY_MS = 24 * 60 * 60 * 1000 };
	return rx_reply(z->pack, in, (double)(rq->clock.now_ms(rq->clock.ctx) / DAY_MS), w, rq->arena, &rq->fail);
}

bool verb_rx(struct zhuyi *z, struct call *c)
{
	return reply_with(z, c, engine_rx);
}

bool verb_labs(struct zhuyi *z, struct call *c)
{
	return reply_with(z, c, engine_labs);
}

bool verb_units(struct zhuyi *z, struct call *c)
{
	return reply_with(z, c, engine_units);
}

bool verb_calc(struct zhuyi *z, struct call *c)
{
	return reply_with(z, c, engine_calc);
}

bool verb_calculators(struct zhuyi *z, struct call *c)
{
	struct jw w = {&c->reply, false};
	jw_object(&w, NULL);
	jw_array(&w, "calculators");
	for (ptrdiff_t i = 0; i < z->pack->calcs.n; i++) calc_brief(&z->pack->calcs.v[i], &w);
	jw_end_array(&w);
	jw_end_object(&w);
	return true;
}

bool verb_calculator(struct zhuyi *z, struct call *c)
{
	str id = {c->in.id.p, (ptrdiff_t)c->in.id.n};
	struct jw w = {&c->reply, false};
	for (ptrdiff_t i = 0; i < z->pack->calcs.n; i++) {
		if (!str_eq(z->pack->calcs.v[i].calc.id, id)) continue;
		calc_describe(z->pack, &z->pack->calcs.v[i], &w, &c->arena);
		return true;
	}
	return fail_set(&c->rq.fail, RC_MISSING, "calculator", "no such calculator in this edition");
}

bool zhuyi_calculators(struct zhuyi *z, void (*line)(void *ctx, struct zhuyi_text json), void *ctx)
{
	struct arena whole = arena_create(CALL_MEMORY);
	if (!whole.beg) return false;
	for (ptrdiff_t i = 0; i < z->pack->calcs.n; i++) {
		struct arena a = whole;
		struct sb out = sb_new(&a, 8192);
		struct jw w = {&out, false};
		calc_describe(z->pack, &z->pack->calcs.v[i], &w, &a);
		line(ctx, (struct zhuyi_text){out.p, (size_t)out.n});
	}
	arena_destroy(whole);
	return true;
}
