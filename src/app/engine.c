/* engine.c - the command line's engines: one JSON object in, one out, in order (docs/contract.md). */
#include "app/app.h"

#include "base/check.h"
#include "consult/answer_json.h"

#include <stdlib.h>

enum { ENGINE_MEMORY = 64 << 20, ID_KEPT = 1 << 20 }; /* a longer id is not echoed by a line that needs too much memory */

static void error_line(struct jw *w, const struct fail *f, int64_t number)
{
	jw_object(w, "error");
	jw_str(w, "code", str_from(rc_name(f->rc)));
	jw_str(w, "message", str_from(f->what));
	jw_i64(w, "line", number);
	jw_end_object(w);
}

/* Behind the string that begins at `at`. */
static ptrdiff_t behind_string(str text, ptrdiff_t at)
{
	for (at++; at < text.n && text.p[at] != '"'; at++)
		if (text.p[at] == '\\') at++;
	return at + 1;
}

/* The digits of the line's numeric id as they stand in it: a large one would lose some on its way through a number type. Only a key of the
 * line itself counts, not of something inside; of two the last, as the parser takes it. */
static str number_as_written(str text, str parsed)
{
	int depth = 0;
	for (ptrdiff_t at = 0; at < text.n; at++) {
		char c = text.p[at];
		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		if (c != '"') continue;
		ptrdiff_t end = behind_string(text, at);
		bool key = depth == 1 && str_eq(str_slice(text, at, end), S("\"id\""));
		at = end - 1;
		if (!key) continue;
		while (end < text.n && strchr(" \t\r\n:", text.p[end])) end++;
		ptrdiff_t from = end;
		while (end < text.n && strchr("+-.0123456789eE", text.p[end])) end++;
		if (end > from) parsed = str_slice(text, from, end);
	}
	return parsed;
}

static void echo_id(struct jw *w, jv line, str text)
{
	jv id = json_get(line, "id");
	if (json_is_string(id)) jw_str(w, "id", json_text(id));
	else if (id && json_text(id).n) jw_raw(w, "id", number_as_written(text, json_text(id)));
	else jw_null(w, "id");
}

/* The stored form of an answer, put behind the echoed id: {"id":…, + {"case":… */
static bool ask_line(struct zhuyi *z, jv line, struct jw *w, struct req *rq)
{
	struct answer a;
	struct question q;
	struct sb body = sb_new(rq->arena, 8192);
	struct jw inner = {&body, false};
	if (!question_from(&z->knowledge, line, &q, rq->arena, &rq->fail) || !consult_ask(&a, &z->knowledge, &q, NULL, NULL, rq)) return false;
	answer_json(&inner, &a, z->pack);
	sb_byte(w->out, ',');
	sb_add(w->out, str_slice(sb_str(&body), 1, body.n - 1));
	w->comma = true;
	return true;
}

static bool run(struct zhuyi *z, str engine, jv line, struct jw *w, struct req *rq)
{
	if (str_eq(engine, S("ask"))) return ask_line(z, line, w, rq);
	if (str_eq(engine, S("triage"))) return triage_reply(&z->knowledge, line, w, rq->arena, &rq->fail);
	if (str_eq(engine, S("calc"))) return engine_calc(z, line, w, rq);
	if (str_eq(engine, S("units"))) return engine_units(z, line, w, rq);
	if (str_eq(engine, S("labs"))) return engine_labs(z, line, w, rq);
	if (str_eq(engine, S("rx"))) return engine_rx(z, line, w, rq);
	return fail_set(&rq->fail, RC_INPUT, "engine", "unknown engine");
}

static void answer_line(struct zhuyi *z, str engine, str text, int64_t number, jv *parsed_line, struct sb *out, struct req *rq)
{
	jv line = NULL;
	struct jw w = {out, false};
	ptrdiff_t start = out->n;
	bool parsed = json_parse(&line, text, 32, &rq->fail);
	*parsed_line = line;
	parsed = parsed && (json_is_object(line) || fail_set(&rq->fail, RC_INPUT, "engine", "the line is not a JSON object"));
	jw_object(&w, NULL);
	if (parsed) echo_id(&w, line, text);
	else jw_null(&w, "id");
	if (!parsed || !run(z, engine, line, &w, rq)) {
		out->n = start;
		w = (struct jw){out, false};
		jw_object(&w, NULL);
		if (parsed) echo_id(&w, line, text);
		else jw_null(&w, "id");
		error_line(&w, &rq->fail, number);
	}
	jw_end_object(&w);
}

/* Each thread keeps its memory from line to line. */
static struct arena *thread_memory(void)
{
	static _Thread_local struct arena whole;
	if (!whole.beg) whole = arena_create(ENGINE_MEMORY);
	return &whole;
}

/* In a function of its own: what is set between setjmp and longjmp would be lost. */
static bool protected_line(struct zhuyi *z, str engine, str text, int64_t number, jv *line, struct sb *out, struct req *rq)
{
	jmp_buf full;
	if (setjmp(full)) return false;
	rq->arena->full = &full;
	*out = sb_new(rq->arena, 8192);
	answer_line(z, engine, text, number, line, out, rq);
	rq->arena->full = NULL;
	return true;
}

static void too_large(struct sb *out, jv line, str text, int64_t number, struct arena *arena)
{
	struct fail fail = {0};
	struct jw w = {out, false};
	*out = sb_new(arena, 512);
	fail_set(&fail, RC_LIMIT, "engine", "the line needs more than %d MiB of memory", ENGINE_MEMORY >> 20);
	jw_object(&w, NULL);
	if (json_text(json_get(line, "id")).n <= ID_KEPT) echo_id(&w, line, text);
	else jw_null(&w, "id");
	error_line(&w, &fail, number);
	jw_end_object(&w);
}

void zhuyi_engine(struct zhuyi *z, const char *engine, struct zhuyi_text line, int64_t number, char **reply, size_t *n)
{
	struct arena arena = *thread_memory();
	struct req rq = {.arena = &arena, .clock = clock_system(), .rng = rng_system()};
	struct sb out;
	jv parsed = NULL; /* here and not where it is read, so that it is freed when memory ends there */
	str text = {line.p, (ptrdiff_t)line.n};
	if (!protected_line(z, str_from(engine), text, number, &parsed, &out, &rq)) {
		arena = *thread_memory();
		too_large(&out, parsed, text, number, &arena);
	}
	json_free(parsed);
	*n = (size_t)out.n;
	*reply = malloc(*n + 1);
	ASSERT(*reply);
	memcpy(*reply, out.p, *n);
	(*reply)[*n] = 0;
}
