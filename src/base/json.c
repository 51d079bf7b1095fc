#include "base/json.h"

#include "base/json_check.h"
#include "base/utf8.h"

#include <json-c/json.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* json-c holds whole numbers in 64 bits and forgets the sign of -0, but keeps what has an exponent as it was written. So these get one for the way: */
static const str way = {"e0", 2};
enum { DIGITS_KEPT = 18 };

/* Is a number of JSON one that json-c would not keep? */
static bool is_forgotten(str number)
{
	ptrdiff_t digits = number.n - (number.n && number.p[0] == '-');
	for (ptrdiff_t i = number.n - digits; i < number.n; i++)
		if (number.p[i] < '0' || number.p[i] > '9') return false;
	return digits > DIGITS_KEPT || str_eq(number, S("-0"));
}

static bool is_of_number(char c)
{
	return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* Behind the string that begins at `at`, in valid JSON: its closing quote has an even number of backslashes before it. */
static ptrdiff_t string_end(str text, ptrdiff_t at)
{
	for (const char *from = text.p + at + 1, *end = text.p + text.n, *quote; (quote = memchr(from, '"', (size_t)(end - from)));
	     from = quote + 1) {
		ptrdiff_t slashes = 0;
		while (quote[-1 - slashes] == '\\') slashes++;
		if (slashes % 2 == 0) return quote + 1 - text.p;
	}
	return text.n;
}

/* The next such number at or behind `from` in valid JSON; empty: none. */
static str next_forgotten(str text, ptrdiff_t from)
{
	for (ptrdiff_t i = from, start; i < text.n; i++) {
		char c = text.p[i];
		if (c == '"') i = string_end(text, i) - 1;
		if (c != '-' && (c < '0' || c > '9')) continue;
		for (start = i; i < text.n && is_of_number(text.p[i]);) i++;
		if (is_forgotten(str_slice(text, start, i))) return str_slice(text, start, i);
		i--;
	}
	return (str){text.p + text.n, 0};
}

/* A copy with the exponents, to be freed; `n` its length. NULL: none is needed, or there is no memory (*n < 0). */
static char *with_exponents(str text, ptrdiff_t *n)
{
	ptrdiff_t count = 0, done = 0;
	*n = 0;
	for (str one = next_forgotten(text, 0); one.n; one = next_forgotten(text, one.p + one.n - text.p)) count++;
	if (!count) return NULL;
	char *copy = malloc((size_t)(text.n + count * way.n));
	if (!copy) *n = -1;
	while (copy && done < text.n) {
		str one = next_forgotten(text, done);
		ptrdiff_t until = one.p + one.n - text.p;
		memcpy(copy + *n, text.p + done, (size_t)(until - done));
		*n += until - done;
		if (one.n) memcpy(copy + *n, way.p, (size_t)way.n), *n += way.n;
		done = until;
	}
	return copy;
}

static bool parse_checked(jv *out, str text, int max_depth, struct fail *fail);

bool json_parse(jv *out, str text, int max_depth, struct fail *fail)
{
	*out = NULL;
	ptrdiff_t bad = utf8_invalid(text);
	if (bad >= 0) return fail_set(fail, RC_INPUT, "json_parse", "invalid UTF-8 at byte %td", bad);
	if (text.n > INT32_MAX) return fail_set(fail, RC_LIMIT, "json_parse", "document of %td bytes is too large", text.n);
	bad = json_wrong_at(text, max_depth);
	if (bad >= 0) return fail_set(fail, RC_INPUT, "json_parse", "not valid JSON at byte %td, or nested more than %d deep", bad, max_depth);
	ptrdiff_t n;
	char *copy = with_exponents(text, &n);
	if (n < 0 || n > INT32_MAX) {
		free(copy);
		return fail_set(fail, RC_LIMIT, "json_parse", "out of memory");
	}
	bool parsed = parse_checked(out, copy ? (str){copy, n} : text, max_depth, fail);
	free(copy);
	return parsed;
}

static bool parse_checked(jv *out, str text, int max_depth, struct fail *fail)
{
	struct json_tokener *tok = json_tokener_new_ex(max_depth + 1);
	if (!tok) return fail_set(fail, RC_LIMIT, "json_parse", "out of memory");
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	jv v = json_tokener_parse_ex(tok, text.p, (int)text.n);
	enum json_tokener_error error = json_tokener_get_error(tok);
	if (error == json_tokener_continue) { /* a bare number is complete only once something follows it */
		v = json_tokener_parse_ex(tok, "\0", 1);
		error = json_tokener_get_error(tok);
	}
	size_t end = json_tokener_get_parse_end(tok);
	json_tokener_free(tok);
	if (error != json_tokener_success) {
		json_object_put(v);
		return fail_set(fail, RC_INPUT, "json_parse", "not valid JSON: %s at byte %zu", json_tokener_error_desc(error), end);
	}
	*out = v;
	return true;
}

void json_free(jv v)
{
	json_object_put(v);
}

jv json_get(jv object, const char *key)
{
	jv v = NULL;
	if (!json_object_is_type(object, json_type_object)) return NULL;
	json_object_object_get_ex(object, key, &v);
	return v;
}

str json_text(jv v)
{
	if (json_object_is_type(v, json_type_string)) return (str){json_object_get_string(v), json_object_get_string_len(v)};
	if (!json_object_is_type(v, json_type_int) && !json_object_is_type(v, json_type_double)) return (str){"", 0};
	str text = str_from(json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN));
	bool lent = str_ends(text, way) && is_forgotten(str_slice(text, 0, text.n - way.n));
	return lent ? str_slice(text, 0, text.n - way.n) : text;
}

str json_str(jv object, const char *key)
{
	jv v = json_get(object, key);
	return json_object_is_type(v, json_type_string) ? json_text(v) : (str){"", 0};
}

bool json_flag(jv object, const char *key)
{
	jv v = json_get(object, key);
	return json_object_is_type(v, json_type_boolean) && json_object_get_boolean(v);
}

bool json_number(jv object, const char *key, double *out)
{
	jv v = json_get(object, key);
	if (json_object_is_type(v, json_type_int) || json_object_is_type(v, json_type_double)) {
		*out = json_object_get_double(v);
		return isfinite(*out);
	}
	return json_object_is_type(v, json_type_string) && str_to_double(str_trim(json_text(v)), out);
}

ptrdiff_t json_count(jv array)
{
	return json_object_is_type(array, json_type_array) ? (ptrdiff_t)json_object_array_length(array) : 0;
}

jv json_at(jv array, ptrdiff_t i)
{
	return json_object_array_get_idx(array, (size_t)i);
}

bool json_is_object(jv v)
{
	return json_object_is_type(v, json_type_object);
}

bool json_is_array(jv v)
{
	return json_object_is_type(v, json_type_array);
}

bool json_next(struct json_walk *walk, jv object, str *key, jv *value)
{
	if (!json_object_is_type(object, json_type_object)) return false;
	const struct lh_entry *e = walk->begun ? ((const struct lh_entry *)walk->at)->next : lh_table_head(json_object_get_object(object));
	if (!e) return false;
	*walk = (struct json_walk){e, true};
	*key = str_from(lh_entry_k(e));
	*value = lh_entry_v(e);
	return true;
}

bool json_is_string(jv v)
{
	return json_object_is_type(v, json_type_string);
}

bool json_is_bool(jv v, bool *out)
{
	if (!json_object_is_type(v, json_type_boolean)) return false;
	*out = json_object_get_boolean(v);
	return true;
}

void json_each(jv object, void (*use)(void *ctx, str key, jv value), void *ctx)
{
	if (!json_is_object(object)) return;
	json_object_object_foreach(object, key, value) use(ctx, str_from(key), value);
}

static void quoted(struct sb *out, str s)
{
	static const char hex[] = "0123456789abcdef";
	sb_byte(out, '"');
	ptrdiff_t from = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c != '"' && c != '\\') continue;
		sb_add(out, (str){s.p + from, i - from});
		from = i + 1;
		sb_byte(out, '\\');
		if (c == '"' || c == '\\') sb_byte(out, (char)c);
		else if (c == '\n') sb_byte(out, 'n');
		else if (c == '\t') sb_byte(out, 't');
		else if (c == '\r') sb_byte(out, 'r');
		else {
			sb_add(out, S("u00"));
			sb_byte(out, hex[c >> 4]);
			sb_byte(out, hex[c & 15]);
		}
	}
	if (s.n > from) sb_add(out, (str){s.p + from, s.n - from});
	sb_byte(out, '"');
}

static void lead(struct jw *w, const char *key)
{
	if (w->comma) sb_byte(w->out, ',');
	w->comma = true;
	if (!key) return;
	quoted(w->out, str_from(key));
	sb_byte(w->out, ':');
}

void jw_object(struct jw *w, const char *key)
{
	lead(w, key);
	sb_byte(w->out, '{');
	w->comma = false;
}

void jw_array(struct jw *w, const char *key)
{
	lead(w, key);
	sb_byte(w->out, '[');
	w->comma = false;
}

void jw_end_object(struct jw *w)
{
	sb_byte(w->out, '}');
	w->comma = true;
}

void jw_end_array(struct jw *w)
{
	sb_byte(w->out, ']');
	w->comma = true;
}

void jw_str(struct jw *w, const char *key, str value)
{
	lead(w, key);
	quoted(w->out, value);
}

void jw_i64(struct jw *w, const char *key, int64_t value)
{
	lead(w, key);
	sb_i64(w->out, value);
}

void jw_bool(struct jw *w, const char *key, bool value)
{
	lead(w, key);
	sb_add(w->out, value ? S("true") : S("false"));
}

void jw_null(struct jw *w, const char *key)
{
	lead(w, key);
	sb_add(w->out, S("null"));
}

void jw_decimal(struct jw *w, const char *key, double value, int digits)
{
	if (!isfinite(value)) {
		jw_null(w, key);
		return;
	}
	enum { WHOLE_DIGITS = 15 };
	char text[64];
	bool huge = fabs(value) >= 1e15; /* more digits than a double holds, and up to 309 of them */
	int n = huge ? snprintf(text, sizeof text, "%.*g", WHOLE_DIGITS, value)
		     : snprintf(text, sizeof text, "%.*f", digits < WHOLE_DIGITS ? digits : WHOLE_DIGITS, value);
	if (!huge && memchr(text, '.', (size_t)n)) {
		while (text[n - 1] == '0') n--;
		if (text[n - 1] == '.') n--;
	}
	lead(w, key);
	sb_add(w->out, (str){text, n});
}

void jw_raw(struct jw *w, const char *key, str json)
{
	lead(w, key);
	sb_add(w->out, json);
}
