#include "consult/answer_json.h"

#include <math.h>

static void evidence_json(struct jw *w, const struct statement *s, const struct pack *pack)
{
	jw_array(w, "evidence");
	for (int i = 0; i < s->evidence_count; i++) {
		const struct evidence *e = &s->evidence[i];
		const struct passage *p = &pack->passages.v[e->passage];
		jw_object(w, NULL);
		jw_i64(w, "n", e->number);
		jw_str(w, "passage", p->id);
		jw_i64(w, "start", e->from);
		jw_i64(w, "end", e->to);
		jw_str(w, "quote", str_slice(p->text, e->from, e->to));
		const struct source *source = p->source_count ? &pack->sources.v[p->sources[0]] : NULL;
		jw_str(w, "source", source ? source->title : pack->title[LANG_ZH]);
		jw_str(w, "year", source ? source->year : pack->version);
		jw_str(w, "state", pack->state);
		jw_end_object(w);
	}
	jw_end_array(w);
}

static bool is_delivered(const struct statement *s)
{
	return s->verdict == VERDICT_SUPPORTED || s->verdict == VERDICT_NOT_A_CLAIM;
}

void statement_json(struct jw *w, const char *key, const struct statement *s, ptrdiff_t index, const struct pack *pack)
{
	static const char *const kinds[] = {"fact", "advice", "warning", "value", "notice"},
				 *const authors[] = {"pack", "calculator", "model", "system"}, *const repairs[] = {"", "replaced", "added"};
	jw_object(w, key);
	jw_i64(w, "i", index);
	jw_str(w, "text", is_delivered(s) ? s->text : (str){"", 0}); /* what did not pass is counted, never shown */
	jw_str(w, "kind", str_from(kinds[s->kind]));
	jw_i64(w, "part", s->part);
	jw_str(w, "verdict", verdict_name(s->verdict));
	jw_str(w, "author", str_from(authors[s->author]));
	if (s->repair) jw_str(w, "repaired", str_from(repairs[s->repair]));
	else jw_null(w, "repaired");
	evidence_json(w, s, pack);
	jw_end_object(w);
}

void headline_json(struct jw *w, const char *key, const struct answer *a, const struct pack *pack)
{
	jw_object(w, key);
	jw_str(w, "tier", tier_name(a->tier));
	jw_i64(w, "level", tier_level(a->tier));
	jw_bool(w, "crisis", a->crisis);
	jw_bool(w, "stop", a->headline.kind == SAY_WARNING);
	jw_str(w, "text", a->headline.text);
	jw_str(w, "do", a->act.text);
	evidence_json(w, &a->headline, pack);
	jw_end_object(w);
}

static void parts_json(struct jw *w, const struct answer *a)
{
	jw_array(w, "parts");
	for (ptrdiff_t i = 0; i < a->parts.n; i++) {
		int said = 0;
		for (ptrdiff_t k = 0; k < a->statements.n; k++) said += a->statements.v[k].part == i && is_delivered(&a->statements.v[k]);
		if (!said) continue;
		jw_object(w, NULL);
		jw_str(w, "section", a->parts.v[i].key);
		jw_str(w, "title", a->parts.v[i].title);
		jw_str(w, "about", a->parts.v[i].about);
		jw_array(w, "statements");
		for (ptrdiff_t k = 0; k < a->statements.n; k++)
			if (a->statements.v[k].part == i && is_delivered(&a->statements.v[k])) jw_i64(w, NULL, k);
		jw_end_array(w);
		jw_end_object(w);
	}
	jw_end_array(w);
}

static const char *kind_of(const struct concept *c)
{
	if (c->drug >= 0) return "drug";
	if (c->drug_class >= 0) return "drug_class";
	if (c->lab >= 0) return "lab";
	if (c->food >= 0) return "food";
	if (c->card >= 0) return "condition";
	if (c->finding >= 0) return "finding";
	return c->department >= 0 ? "department" : "other";
}

static void understood_json(struct jw *w, const struct answer *a, const struct pack *pack)
{
	const struct situation *s = a->situation;
	const struct reading *r = &s->reading;
	const enum tri *word = s->facts.word;
	jw_object(w, "understood");
	jw_str(w, "who", r->person.who.n ? r->person.who : S("self"));
	if (isnan(s->facts.v[FACT_AGE_Y])) jw_null(w, "age_y");
	else jw_decimal(w, "age_y", s->facts.v[FACT_AGE_Y], 2);
	jw_str(w, "sex", word[WORD_FEMALE] == TRI_YES ? S("female") : word[WORD_MALE] == TRI_YES ? S("male") : S("unknown"));
	jw_bool(w, "pregnant", word[WORD_PREGNANT] == TRI_YES);
	jw_array(w, "terms");
	for (ptrdiff_t i = 0; i < r->mentions.n; i++) {
		const struct mention *m = &r->mentions.v[i];
		const struct concept *c = &pack->concepts.v[m->term];
		jw_object(w, NULL);
		jw_str(w, "text", fold_original(&r->text, m->from, m->to));
		jw_str(w, "id", c->id);
		jw_str(w, "kind", str_from(kind_of(c)));
		jw_str(w, "label", c->name[a->lang]);
		jw_bool(w, "negated", m->negated);
		jw_bool(w, "past", m->past);
		jw_bool(w, "maybe", m->maybe || m->topic);
		jw_end_object(w);
	}
	jw_end_array(w);
	jw_array(w, "intents");
	bool listed[ASK_COUNT] = {false};
	for (ptrdiff_t i = 0; i < r->askeds.n; i++)
		if (!listed[r->askeds.v[i].intent]) listed[r->askeds.v[i].intent] = true, jw_str(w, NULL, intent_name(r->askeds.v[i].intent));
	jw_end_array(w);
	jw_array(w, "unplaced");
	for (ptrdiff_t i = 0; i < s->unknown_drugs.n; i++) jw_str(w, NULL, s->unknown_drugs.v[i]);
	jw_end_array(w);
	jw_end_object(w);
}

static void triage_json(struct jw *w, const struct answer *a, const struct pack *pack)
{
	const struct situation *s = a->situation;
	jw_object(w, "triage");
	jw_array(w, "reasons");
	for (ptrdiff_t i = 0; i < s->reasons.n; i++) {
		const struct triage_reason *r = &s->reasons.v[i];
		const struct passage *p = r->passage >= 0 ? &pack->passages.v[r->passage] : NULL;
		jw_object(w, NULL);
		jw_str(w, "rule", r->rule);
		jw_str(w, "quote", r->quote);
		jw_str(w, "say", r->say);
		jw_str(w, "source", p && p->source_count ? pack->sources.v[p->sources[0]].title : (str){"", 0});
		jw_end_object(w);
	}
	jw_end_array(w);
	jw_array(w, "department");
	if (s->triage.rule_count) {
		const struct triage_rule *rule = &pack->redflags.v[s->triage.rules[0]];
		for (ptrdiff_t i = 0; i < rule->department_count; i++) {
			jw_object(w, NULL);
			jw_str(w, "id", pack->concepts.v[rule->departments[i]].id);
			jw_str(w, "name", pack->concepts.v[rule->departments[i]].name[a->lang]);
			jw_end_object(w);
		}
	}
	jw_end_array(w);
	jw_end_object(w);
}

void answer_json(struct jw *w, const struct answer *a, const struct pack *pack)
{
	jw_object(w, NULL);
	jw_str(w, "case", str_from(a->case_id));
	jw_str(w, "lang", a->lang == LANG_ZH ? S("zh") : S("en"));
	jw_str(w, "question", a->question);
	jw_i64(w, "created_ms", a->created_ms);
	jw_bool(w, "ai", true);
	jw_str(w, "state", case_state_name(a->state));
	jw_str(w, "tier", tier_name(a->tier));
	jw_i64(w, "level", tier_level(a->tier));
	jw_bool(w, "crisis", a->crisis);
	jw_str(w, "action", action_name(a->gate.action));
	jw_str(w, "rule", str_from(a->gate.rule));
	headline_json(w, "headline", a, pack);
	parts_json(w, a);
	jw_array(w, "statements");
	for (ptrdiff_t i = 0; i < a->statements.n; i++) statement_json(w, NULL, &a->statements.v[i], i, pack);
	jw_end_array(w);
	jw_str(w, "answer", a->text);
	jw_decimal(w, "confidence", a->confidence, 2);
	jw_str(w, "why", a->why);
	jw_array(w, "ask");
	for (ptrdiff_t i = 0; i < a->asks.n; i++) {
		jw_object(w, NULL);
		jw_str(w, "fact", a->asks.v[i].fact);
		jw_str(w, "text", a->asks.v[i].text);
		jw_end_object(w);
	}
	jw_end_array(w);
	jw_array(w, "not_checked");
	for (ptrdiff_t i = 0; i < a->not_checked.n; i++) jw_str(w, NULL, a->not_checked.v[i]);
	jw_end_array(w);
	if (a->held_reason.n) {
		jw_object(w, "held");
		jw_str(w, "reason", a->held_reason);
		jw_str(w, "meanwhile", a->held_meanwhile);
		jw_end_object(w);
	} else jw_null(w, "held");
	jw_null(w, "reply");
	understood_json(w, a, pack);
	triage_json(w, a, pack);
	jw_array(w, "stages");
	for (ptrdiff_t i = 0; i < a->stages.n; i++) {
		jw_object(w, NULL);
		jw_str(w, "name", str_from(a->stages.v[i].name));
		jw_i64(w, "us", a->stages.v[i].us);
		jw_str(w, "note", a->stages.v[i].note);
		jw_end_object(w);
	}
	jw_end_array(w);
	jw_object(w, "edition");
	jw_str(w, "id", pack->id);
	jw_str(w, "title", pack->title[a->lang]);
	jw_str(w, "version", pack->version);
	jw_str(w, "state", pack->state);
	jw_end_object(w);
	jw_end_object(w);
}
