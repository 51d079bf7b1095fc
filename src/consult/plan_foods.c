/* plan_foods.c - may one eat or drink it with this condition. */
#include "consult/plan_int.h"

#include "base/check.h"

static bool in_group(const struct planner *p, int32_t food, int32_t object)
{
	if (food == object) return true;
	int32_t i = p->pack->concepts.v[food].food;
	for (ptrdiff_t g = 0; i >= 0 && g < p->pack->foods.v[i].group_count; g++)
		if (p->pack->foods.v[i].groups[g] == object) return true;
	return false;
}

/* The rule for this very food before one for its group, the stricter before the milder. */
static const struct diet *find_rule(const struct planner *p, int32_t condition, int32_t food)
{
	const struct diet *best = NULL;
	for (ptrdiff_t i = 0; i < p->pack->diets.n; i++) {
		const struct diet *d = &p->pack->diets.v[i];
		if (d->condition != condition || !in_group(p, food, d->object)) continue;
		bool exact = d->object == food, best_exact = best && best->object == food;
		if (!best || (exact && !best_exact) || (exact == best_exact && d->verdict < best->verdict)) best = d;
	}
	return best;
}

static const struct diet *rule_upward(const struct planner *p, int32_t condition, int32_t food)
{
	for (int up = 0; condition >= 0 && up < 4; up++) {
		const struct diet *d = find_rule(p, condition, food);
		if (d) return d;
		const struct card *card = pack_card(p->pack, condition);
		condition = card ? card->parent : -1;
	}
	return NULL;
}

static bool eating_asked(const struct planner *p)
{
	return p->wanted[ASK_MAY_TAKE] || p->wanted[ASK_DIET] || p->wanted[ASK_HARM] || p->wanted[ASK_DAILY] || p->wanted[ASK_TCM] ||
	       p->a->asked == 0;
}

/* A food that is not known is said to be not known, and what the card says about eating stands in. */
static void say_unknown_foods(struct planner *p)
{
	for (ptrdiff_t i = 0; i < p->s->unknown_foods.n && p->s->topics.n; i++) {
		str names[] = {plan_name(p, p->s->topics.v[0]), p->s->unknown_foods.v[i]};
		*ARENA_PUSH(p->perm, &p->a->not_checked) = words_fill(p->perm, words_say(SAY_FOOD_NOT_CHECKED, p->lang), names, 2);
		p->wanted[ASK_DIET] = true;
	}
}

bool plan_foods(struct planner *p)
{
	ptrdiff_t before = p->a->statements.n;
	say_unknown_foods(p);
	if (!p->s->foods.n || !eating_asked(p)) return false;
	for (ptrdiff_t f = 0; f < p->s->foods.n && f < 3; f++)
		for (ptrdiff_t c = 0; c < p->s->topics.n && c < 2; c++) {
			int32_t food = p->s->foods.v[f], condition = p->s->topics.v[c];
			const struct diet *d = rule_upward(p, condition, food);
			if (d) {
				plan_say(p, plan_part(p, S("food"), plan_name(p, food)), d->say, d->verdict == DIET_AVOID ? SAY_WARNING : SAY_ADVICE);
				p->a->placed++;
			} else if (c == 0 && !p->s->drugs.n) {
				str names[] = {plan_name(p, condition), plan_name(p, food)};
				*ARENA_PUSH(p->perm, &p->a->not_checked) = words_fill(p->perm, words_say(SAY_FOOD_NOT_CHECKED, p->lang), names, 2);
				p->wanted[ASK_DIET] = true; /* at least what the card says about eating */
			}
		}
	return p->a->statements.n > before;
}
