#include "account/oidc.h"

#include "base/check.h"
#include "base/file.h"
#include "base/utf8.h"

#include <stddef.h>
#include <sys/stat.h>

enum { CONFIG_MAX = 16384, SECRET_MAX = 4096, LINE_MAX = 1024 };

static const struct key {
	const char *name;
	ptrdiff_t at; /* in struct oidc_config; -1: the secret's file */
	bool needed, address;
} keys[] = {
	{"issuer", offsetof(struct oidc_config, issuer), true, true},
	{"client_id", offsetof(struct oidc_config, client_id), true, false},
	{"client_secret_file", -1, false, false},
	{"redirect_uri", offsetof(struct oidc_config, redirect_uri), true, true},
	{"scopes", offsetof(struct oidc_config, scopes), false, false},
	{"name", offsetof(struct oidc_config, name), true, false},
	{"ca_file", offsetof(struct oidc_config, ca_file), false, false},
	{"proxy", offsetof(struct oidc_config, proxy), false, false},
};

static str *place(struct oidc_config *out, str *secret_file, const struct key *key)
{
	return key->at < 0 ? secret_file : (str *)(void *)((char *)out + key->at);
}

static bool wrong(struct fail *fail, int line, const char *what)
{
	return fail_set(fail, RC_INPUT, "oidc_config", "line %d: %s", line, what);
}

static bool printable(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return false;
	return true;
}

static bool read_line(struct oidc_config *out, str *secret_file, str line, int number, struct arena *perm, struct fail *fail)
{
	ptrdiff_t equals = str_find(line, S("="));
	struct fail why = {0};
	if (equals < 0 || line.n > LINE_MAX) return wrong(fail, number, "not key = value");
	str name = str_trim(str_slice(line, 0, equals)), value = str_trim(str_slice(line, equals + 1, line.n));
	for (ptrdiff_t i = 0; i < COUNT(keys); i++) {
		if (!str_eq(name, str_from(keys[i].name))) continue;
		str *to = place(out, secret_file, &keys[i]);
		if (to->n) return wrong(fail, number, "said twice");
		if (!value.n || !printable(value)) return wrong(fail, number, "no value, or not one line of text");
		if (keys[i].address && !fetch_url_ok(value, &why)) return wrong(fail, number, why.what);
		*to = str_copy(perm, value);
		return true;
	}
	return wrong(fail, number, "no such key");
}

static bool has_scope(str scopes, str wanted)
{
	for (str scope; str_next(&scopes, ' ', &scope);)
		if (str_eq(scope, wanted)) return true;
	return false;
}

static bool check_whole(struct oidc_config *c, str *secret_file, struct fail *fail)
{
	for (ptrdiff_t i = 0; i < COUNT(keys); i++)
		if (keys[i].needed && !place(c, secret_file, &keys[i])->n)
			return fail_set(fail, RC_INPUT, "oidc_config", "%s is missing", keys[i].name);
	if (!c->scopes.n) c->scopes = S("openid profile");
	if (!has_scope(c->scopes, S("openid"))) return fail_set(fail, RC_INPUT, "oidc_config", "scopes must name openid");
	if (str_find(c->issuer, S("?")) >= 0) return fail_set(fail, RC_INPUT, "oidc_config", "an issuer has no query");
	return true;
}

bool oidc_config_parse(struct oidc_config *out, str *secret_file, str text, struct arena *perm, struct fail *fail)
{
	int number = 0;
	*out = (struct oidc_config){0};
	*secret_file = S("");
	if (text.n > CONFIG_MAX || utf8_invalid(text) >= 0) return fail_set(fail, RC_INPUT, "oidc_config", "too long, or not UTF-8");
	for (str line; str_next(&text, '\n', &line);) {
		number++;
		line = str_trim(line);
		if (!line.n || line.p[0] == '#') continue;
		if (!read_line(out, secret_file, line, number, perm, fail)) return false;
	}
	return check_whole(out, secret_file, fail);
}

static str beside(const char *path, str name, struct arena *perm)
{
	const char *slash = strrchr(path, '/');
	struct sb b = sb_new(perm, 256);
	if (slash && name.p[0] != '/') sb_add(&b, (str){path, slash + 1 - path});
	sb_add(&b, name);
	sb_byte(&b, 0);
	return (str){b.p, b.n - 1};
}

static bool load_secret(str *out, const char *path, struct arena *perm, struct fail *fail)
{
	struct stat st;
	str text;
	if (!file_read(&text, path, SECRET_MAX, perm, fail)) return false;
	if (stat(path, &st) != 0 || (st.st_mode & 077)) return fail_set(fail, RC_DENIED, "oidc_config", "%s: others may read it (chmod 600)", path);
	str_next(&text, '\n', out);
	*out = str_trim(*out);
	if (!out->n || !printable(*out) || utf8_invalid(*out) >= 0)
		return fail_set(fail, RC_INPUT, "oidc_config", "%s: no secret in the first line", path);
	return true;
}

bool oidc_config_load(struct oidc_config *out, const char *path, struct arena *perm, struct fail *fail)
{
	str text, secret_file;
	if (!file_read(&text, path, CONFIG_MAX, perm, fail) || !oidc_config_parse(out, &secret_file, text, perm, fail)) return false;
	if (out->ca_file.n) out->ca_file = beside(path, out->ca_file, perm);
	return !secret_file.n || load_secret(&out->client_secret, beside(path, secret_file, perm).p, perm, fail);
}
