#include "app/rest.h"

static bool hex_digit(char b, int *out)
{
	*out = b >= '0' && b <= '9' ? b - '0' : b >= 'a' && b <= 'f' ? b - 'a' + 10 : b >= 'A' && b <= 'F' ? b - 'A' + 10 : -1;
	return *out >= 0;
}

/* A broken escape stays as it is: then it names nothing. */
static str decode(str s, struct arena *a)
{
	struct sb out = sb_new(a, s.n + 1);
	for (ptrdiff_t i = 0; i < s.n; i++) {
		int high, low;
		if (s.p[i] == '%' && i + 2 < s.n && hex_digit(s.p[i + 1], &high) && hex_digit(s.p[i + 2], &low)) {
			sb_byte(&out, (char)(high * 16 + low));
			i += 2;
		} else sb_byte(&out, s.p[i] == '+' ? ' ' : s.p[i]);
	}
	return sb_str(&out);
}

static bool is_type(str s)
{
	return s.n && s.p[0] >= 'A' && s.p[0] <= 'Z' && resource_name_good(s, S("x"));
}

static bool is_operation(str s)
{
	return s.n && (s.p[0] == '$' || s.p[0] == '_');
}

static bool version_of(int64_t *version, str s)
{
	return str_to_i64(s, version) && *version > 0;
}

bool rest_path(struct rest *r, str path, str query, struct arena *a)
{
	str part[5] = {{"", 0}}, one, rest = path;
	int n = 0;
	r->query = query;
	if (!path.n) return true;
	if (str_ends(rest, S("/"))) rest.n--;
	if (str_eq(rest, S("metadata")) || str_eq(rest, S(".well-known/smart-configuration"))) return r->operation = str_copy(a, rest), true;
	for (; str_next(&rest, '/', &one); n++) {
		if (n == 4 || !one.n) return false;
		part[n] = one;
	}
	if (n && is_operation(part[0])) return r->operation = part[0], n == 1;
	if (!n) return true;
	r->type = part[0], r->id = part[1];
	if (!is_type(r->type)) return false;
	if (n == 1) return true;
	if (is_operation(part[1])) return r->operation = part[1], r->id = (str){"", 0}, n == 2;
	if (!resource_name_good(r->type, r->id)) return false;
	if (n == 2) return true;
	r->operation = part[2];
	if (!is_operation(r->operation)) return false;
	return n == 3 || (str_eq(r->operation, S("_history")) && version_of(&r->version, part[3]));
}

bool rest_etag_read(int64_t *version, str etag)
{
	etag = str_trim(etag);
	if (str_starts(etag, S("W/"))) etag = str_slice(etag, 2, etag.n);
	if (etag.n >= 2 && etag.p[0] == '"' && etag.p[etag.n - 1] == '"') etag = str_slice(etag, 1, etag.n - 1);
	return version_of(version, etag);
}

str rest_etag(int64_t version, struct arena *a)
{
	struct sb out = sb_new(a, 24);
	sb_fmt(&out, "W/\"%lld\"", (long long)version);
	return sb_str(&out);
}

/* source: FHIR R4, "RESTful API", 3.1.0.1.9: Prefer: return=…, handling=… */
void rest_prefer(struct rest *r, str header)
{
	for (str one; str_next(&header, ',', &one);) {
		for (str item; str_next(&one, ';', &item);) {
			item = str_trim(item);
			if (str_eq(item, S("return=minimal"))) r->prefer = PREFER_MINIMAL;
			if (str_eq(item, S("return=OperationOutcome"))) r->prefer = PREFER_OUTCOME;
			if (str_eq(item, S("return=representation"))) r->prefer = PREFER_REPRESENTATION;
			if (str_eq(item, S("handling=lenient"))) r->lenient = true;
		}
	}
}

str rest_query_text(str query, const char *name, struct arena *a)
{
	str wanted = str_from(name);
	for (str one; str_next(&query, '&', &one);) {
		ptrdiff_t at = str_find(one, S("="));
		if (at >= 0 && str_eq(str_slice(one, 0, at), wanted)) return decode(str_slice(one, at + 1, one.n), a);
	}
	return (str){"", 0};
}

int64_t rest_query_number(str query, const char *name, int64_t otherwise)
{
	char room[64];
	struct arena a = {room, room + sizeof room, NULL};
	str wanted = str_from(name);
	int64_t n;
	for (str one; str_next(&query, '&', &one);) {
		ptrdiff_t at = str_find(one, S("="));
		if (at >= 0 && one.n < 40 && str_eq(str_slice(one, 0, at), wanted) && str_to_i64(decode(str_slice(one, at + 1, one.n), &a), &n) &&
		    n >= 0)
			return n;
	}
	return otherwise;
}

str rest_query_unknown(str query, const char *const *known)
{
	for (str one; str_next(&query, '&', &one);) {
		ptrdiff_t at = str_find(one, S("="));
		str name = at < 0 ? one : str_slice(one, 0, at);
		bool found = !name.n || str_eq(name, S("_format")) || str_eq(name, S("_pretty"));
		for (const char *const *k = known; !found && *k; k++) found = str_eq(name, str_from(*k));
		if (!found) return name;
	}
	return (str){"", 0};
}
