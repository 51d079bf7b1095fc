/* card_read.c - Markdown cards (docs/pack-format.md, "Cards"). */
#include "library/pack_int.h"

#include "base/check.h"

struct lines {
	str rest;
	int number;
};

static bool next_line(struct lines *l, str *line)
{
	if (!str_next(&l->rest, '\n', line)) return false;
	if (line->n && line->p[line->n - 1] == '\r') line->n--;
	l->number++;
	return true;
}

static bool cut(str line, str sep, str *before, str *after)
{
	ptrdiff_t at = str_find(line, sep);
	if (at < 0) return false;
	*before = str_trim(str_slice(line, 0, at));
	*after = str_trim(str_slice(line, at + sep.n, line.n));
	return true;
}

static const char *head_value(struct pack *p, struct card *card, str key, str value)
{
	if (str_eq(key, S("kind"))) {
		card->symptom = str_eq(value, S("symptom"));
		card->topic = str_eq(value, S("topic"));
		card->setting = str_eq(value, S("setting"));
		return card->symptom || card->topic || card->setting || str_eq(value, S("condition"))
			       ? NULL
			       : "kind is not condition, symptom, topic or setting";
	}
	if (str_eq(key, S("generic"))) {
		card->generic = str_eq(value, S("yes"));
		return card->generic || str_eq(value, S("no")) ? NULL : "generic is neither yes nor no";
	}
	if (str_eq(key, S("parent"))) {
		if (value.n) card->parent = pack_concept_make(p, value);
		return NULL;
	}
	if (str_eq(key, S("department")))
		return pack_concepts(p, value, false, &card->departments, &card->department_count) ? NULL : "unknown department";
	if (str_eq(key, S("tier"))) return tier_by_name(value, &card->tier) ? NULL : "unknown tier";
	if (str_eq(key, S("zh")) || str_eq(key, S("en"))) {
		pack_terms(p, card->concept, value, LEXICON_LOOSE | LEXICON_OPEN);
		return NULL;
	}
	return str_eq(key, S("icd10")) || str_eq(key, S("id")) ? NULL : "unknown key";
}

static str card_id(str text)
{
	struct lines lines = {text, 0};
	str line, key, value;
	while (next_line(&lines, &line) && line.n)
		if (lines.number > 1 && cut(line, S(":"), &key, &value) && str_eq(key, S("id"))) return value;
	return (str){"", 0};
}

static str head_id(struct arena *scratch, const struct pack *p, str card)
{
	struct sb b = sb_new(scratch, 64);
	sb_fmt(&b, STR_FMT "/" STR_FMT "/department", STR_ARG(p->id), STR_ARG(card));
	return sb_str(&b);
}

bool card_read_head(struct pack *p, struct file_text file)
{
	struct lines lines = {file.text, 0};
	str line, zh, en, key, value, id = card_id(file.text);
	if (!next_line(&lines, &line) || !str_starts(line, S("# ")) || !cut(str_slice(line, 2, line.n), S("|"), &zh, &en)) {
		pack_refuse(p, file.file, 1, "the first line is not \"# Chinese name | English name\"; the card is not loaded");
		return false;
	}
	if (!id.n) {
		pack_refuse(p, file.file, 1, "no id; the card is not loaded");
		return false;
	}
	int32_t concept = pack_concept_make(p, id);
	if (p->concepts.v[concept].card >= 0) {
		pack_refuse(p, file.file, 1, "another card has this id; the card is not loaded");
		return false;
	}
	p->concepts.v[concept].card = (int32_t)p->cards.n;
	pack_name(p, concept, zh, en);
	pack_terms(p, concept, zh, LEXICON_LOOSE | LEXICON_OPEN);
	pack_terms(p, concept, en, LEXICON_LOOSE | LEXICON_OPEN);
	struct arena scratch = p->scratch;
	struct card card = {.concept = concept, .parent = -1, .tier = TIER_ROUTINE, .head = -1};
	while (next_line(&lines, &line) && line.n) {
		const char *why = cut(line, S(":"), &key, &value) ? head_value(p, &card, key, value) : "not a \"key: value\" line";
		if (why) pack_refuse(p, file.file, lines.number, why);
		else if (str_eq(key, S("department")))
			card.head = pack_passage_add(p, (struct passage){.id = head_id(&scratch, p, id),
									 .text = line,
									 .file = file.file,
									 .line = lines.number,
									 .concept = concept,
									 .section = -1});
	}
	*ARENA_PUSH(&p->build, &p->cards) = card;
	return true;
}

/* Takes "{…}" off the front: conditions for the bullet, and the word `must`. */
static bool take_condition(struct pack *p, str *text, struct bullet *b)
{
	while (str_starts(*text, S("{"))) {
		ptrdiff_t end = str_find(*text, S("}"));
		if (end < 0) return false;
		str inside = str_trim(str_slice(*text, 1, end));
		if (str_eq(inside, S("must"))) b->must = true;
		else if (pack_expr(p, &b->when, inside)) return false;
		*text = str_trim(str_slice(*text, end + 1, text->n));
	}
	return true;
}

static bool take_sources(str *text, str *ids)
{
	if (!str_ends(*text, S("]"))) return false;
	ptrdiff_t open = text->n - 1;
	while (open > 0 && text->p[open] != '[') open--;
	if (text->p[open] != '[') return false;
	*ids = str_slice(*text, open + 1, text->n - 1);
	*text = str_trim(str_slice(*text, 0, open));
	return text->n > 0;
}

static str passage_id(struct arena *scratch, const struct pack *p, str card, enum section section, ptrdiff_t number, int lang)
{
	struct sb b = sb_new(scratch, 64);
	sb_add(&b, p->id);
	sb_byte(&b, '/');
	sb_add(&b, card);
	sb_byte(&b, '/');
	sb_add(&b, section_name(section));
	sb_byte(&b, '/');
	sb_i64(&b, number);
	sb_add(&b, lang == LANG_ZH ? S(".zh") : S(".en"));
	return sb_str(&b);
}

static const char *read_bullet(struct pack *p, struct card *card, enum section section, struct file_text file, struct lines *lines, str line)
{
	struct bullet b = {0};
	struct passage said = {.file = file.file, .line = lines->number, .concept = card->concept, .section = (signed char)section};
	str zh = str_trim(str_slice(line, 2, line.n)), en, ids;
	if (!take_sources(&zh, &ids)) return "the sentence does not end in [sources]";
	struct lines ahead = *lines;
	if (!next_line(&ahead, &en) || !str_starts(en, S("  "))) return "the English line is missing";
	*lines = ahead;
	en = str_trim(en);
	if (!en.n) return "the English line is empty";
	if (!pack_sources(p, ids, &said.sources, &said.source_count)) return "unknown source";
	if (!take_condition(p, &zh, &b)) return "the condition in braces cannot be read";
	if (!zh.n) return "the sentence is empty";
	str id = p->concepts.v[card->concept].id;
	ptrdiff_t number = card->sections[section].n + 1;
	for (int lang = 0; lang < LANGS; lang++) {
		struct arena scratch = p->scratch;
		said.id = passage_id(&scratch, p, id, section, number, lang);
		said.text = lang == LANG_ZH ? zh : en;
		said.line += lang;
		said.lang = (signed char)lang;
		b.passage[lang] = pack_passage_add(p, said);
	}
	*ARENA_PUSH(&p->build, &card->sections[section]) = b;
	return NULL;
}

void card_read_body(struct pack *p, struct file_text file)
{
	struct card *card = &p->cards.v[p->concepts.v[pack_concept(p, card_id(file.text))].card];
	struct lines lines = {file.text, 0};
	str line;
	enum section section = SECTION_COUNT;
	while (next_line(&lines, &line) && line.n) continue; /* the head */
	while (next_line(&lines, &line)) {
		const char *why = NULL;
		int number = lines.number;
		if (!line.n) continue;
		if (str_starts(line, S("## ")))
			why = section_by_name(str_trim(str_slice(line, 3, line.n)), &section) ? NULL : (section = SECTION_COUNT, "unknown section");
		else if (!str_starts(line, S("- "))) why = section == SECTION_COUNT ? NULL : "neither a section nor a bullet";
		else if (section == SECTION_COUNT) why = "a sentence outside any known section";
		else why = read_bullet(p, card, section, file, &lines, line);
		if (why) pack_refuse(p, file.file, number, why);
	}
	for (int s = 0; s < SECTION_COUNT; s++) PACK_SETTLE(p, &card->sections[s]);
}
