#include "fhir/smart.h"

#include <sodium.h>

static const char letters[] = "cruds";

/* Letters of cruds in this order, each once. */
static bool ordered(str ops)
{
	const char *at = letters;
	for (ptrdiff_t i = 0; i < ops.n; i++, at++) {
		at = ops.p[i] ? strchr(at, ops.p[i]) : NULL;
		if (!at) return false;
	}
	return ops.n > 0;
}

static bool type_valid(str t)
{
	if (str_eq(t, S("*"))) return true;
	for (ptrdiff_t i = 0; i < t.n; i++) {
		bool upper = t.p[i] >= 'A' && t.p[i] <= 'Z', lower = t.p[i] >= 'a' && t.p[i] <= 'z';
		if (!upper && (!lower || i == 0)) return false;
	}
	return t.n > 0 && t.n <= 64;
}

bool smart_scope_read(str scope, str *type, str *ops)
{
	*type = *ops = (str){"", 0};
	if (str_eq(scope, S("launch/patient"))) return true;
	if (!str_starts(scope, S("patient/"))) return false;
	str rest = str_slice(scope, 8, scope.n);
	ptrdiff_t dot = 0;
	while (dot < rest.n && rest.p[dot] != '.') dot++;
	if (dot == rest.n) return false;
	*type = str_slice(rest, 0, dot);
	*ops = str_slice(rest, dot + 1, rest.n);
	if (str_eq(*ops, S("read"))) *ops = S("rs");
	else if (str_eq(*ops, S("write"))) *ops = S("cud");
	else if (str_eq(*ops, S("*"))) *ops = S("cruds");
	return type_valid(*type) && ordered(*ops);
}

static bool has_letter(str ops, char op)
{
	for (ptrdiff_t i = 0; i < ops.n; i++)
		if (ops.p[i] == op) return true;
	return false;
}

/* Whether some scope of the list covers that type and letter. */
static bool covered(str list, str type, char op)
{
	str one, of, ops;
	while (str_next(&list, ' ', &one))
		if (smart_scope_read(one, &of, &ops) && (str_eq(of, S("*")) || str_eq(of, type)) && has_letter(ops, op)) return true;
	return false;
}

static bool listed(str list, str scope)
{
	str one;
	while (str_next(&list, ' ', &one))
		if (str_eq(one, scope)) return true;
	return false;
}

static bool within(str scope, str most)
{
	str type, ops;
	if (!smart_scope_read(scope, &type, &ops)) return false;
	if (!type.n) return listed(most, scope);
	for (ptrdiff_t i = 0; i < ops.n; i++)
		if (!covered(most, type, ops.p[i])) return false;
	return true;
}

str smart_grant(str asked, str most, struct arena *a)
{
	struct sb out = sb_new(a, asked.n + 1);
	str one;
	while (str_next(&asked, ' ', &one)) {
		if (!one.n || !within(one, most) || listed(sb_str(&out), one)) continue;
		if (out.n) sb_byte(&out, ' ');
		sb_add(&out, one);
	}
	return sb_str(&out);
}

bool smart_allows(str scopes, str type, char op)
{
	str list = scopes, one;
	bool limited = false;
	while (str_next(&list, ' ', &one)) limited |= str_starts(one, S("patient/")) || str_starts(one, S("patient:"));
	return !limited || covered(scopes, type, op);
}

static str word_after(str scopes, str mark)
{
	str one;
	while (str_next(&scopes, ' ', &one))
		if (str_starts(one, mark)) return str_slice(one, mark.n, one.n);
	return (str){"", 0};
}

str smart_patient(str scopes)
{
	return word_after(scopes, S("patient:"));
}

str smart_client(str scopes)
{
	return word_after(scopes, S("client:"));
}

static bool unreserved(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

bool smart_verifier_fits(str verifier, str challenge)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char text[SMART_CHALLENGE + 1];
	if (verifier.n < 43 || verifier.n > 128 || challenge.n != SMART_CHALLENGE) return false;
	for (ptrdiff_t i = 0; i < verifier.n; i++)
		if (!unreserved(verifier.p[i])) return false;
	crypto_hash_sha256(hash, (const unsigned char *)verifier.p, (unsigned long long)verifier.n);
	sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return sodium_memcmp(text, challenge.p, SMART_CHALLENGE) == 0;
}

/* Host with an optional port, then a path; nothing before the host. */
static bool host_is(str rest, str host)
{
	return str_starts(rest, host) && (rest.n == host.n || rest.p[host.n] == ':' || rest.p[host.n] == '/' || rest.p[host.n] == '?');
}

static bool own_scheme(str s)
{
	bool dot = false;
	ptrdiff_t i = 0;
	for (; i < s.n && s.p[i] != ':'; i++) {
		if (!unreserved(s.p[i]) || s.p[i] == '_' || s.p[i] == '~') return false;
		dot |= s.p[i] == '.';
	}
	return dot && i < s.n && i > 2;
}

bool smart_redirect_valid(str s)
{
	if (s.n < 8 || s.n > 500) return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '#' || s.p[i] == '"' || s.p[i] == '\\' || s.p[i] == '@' || s.p[i] == '<') return false;
	if (str_starts(s, S("https://"))) return s.n > 8 && s.p[8] != '/';
	if (!str_starts(s, S("http://"))) return own_scheme(s);
	str rest = str_slice(s, 7, s.n);
	return host_is(rest, S("127.0.0.1")) || host_is(rest, S("localhost")) || host_is(rest, S("[::1]"));
}
