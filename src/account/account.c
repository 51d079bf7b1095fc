#include "account/account.h"

#include "base/json.h"

#include <sodium.h>

const char sample_password[] = "zhuyi-sample";
const char sample_secret[] = "ZHUYISAMPLEDOCTOR23456ABCDEFGH2A"; /* public, as the password is: for trying, never for others to reach */

str account_seal_secrets(const struct someone *s, const struct secrets *x, struct rng rng, struct arena *a)
{
	struct sb text = sb_new(a, 512);
	struct jw w = {&text, false};
	jw_object(&w, NULL);
	jw_str(&w, "login", x->login);
	jw_str(&w, "totp", x->totp);
	jw_str(&w, "recovery", x->recovery);
	jw_end_object(&w);
	return people_seal(s, "credential.sealed_secret", (str){"", 0}, (str){"", 0}, sb_str(&text), rng, a);
}

bool account_secrets(const struct someone *s, const struct credential_row *row, struct secrets *out, struct arena *a, struct fail *fail)
{
	str text;
	jv v;
	if (!people_unseal(s, &text, "credential.sealed_secret", (str){"", 0}, (str){"", 0}, row->sealed_secret, a, fail) ||
	    !json_parse(&v, text, 4, fail))
		return false;
	*out = (struct secrets){str_copy(a, json_str(v, "login")), str_copy(a, json_str(v, "totp")), str_copy(a, json_str(v, "recovery"))};
	json_free(v);
	return true;
}

bool account_consent(const struct people *p, str org, str person, enum purpose purpose, bool sensitive, str other, str by, int64_t now_ms,
		     char id[27], struct rng rng, struct fail *fail)
{
	ulid_make(id, now_ms, rng);
	struct consent_row row = {.org = org,
				  .person = person,
				  .id = str_from(id),
				  .purpose = purpose_name(purpose),
				  .sensitive = sensitive,
				  .other = other,
				  .edition = consent_words(purpose, sensitive)->edition,
				  .given_by = by,
				  .given_ms = now_ms};
	return store_consent_put(p->store, &row, fail);
}

/* A visitor who registers keeps the person; somebody new gets one. */
static bool person_for(const struct people *p, struct someone *s, const struct new_account *n, int64_t now_ms, struct rng rng, struct arena *a,
		       struct fail *fail)
{
	char id[27];
	struct fail missing = {0};
	str person = n->person, kind = role_is_staff(n->role) ? S("staff") : S("patient");
	if (!person.n) {
		ulid_make(id, now_ms, rng);
		person = str_copy(a, str_from(id));
	}
	if (!n->person.n || !people_open(p, s, n->org, person, false, a, &missing)) {
		if (n->person.n && missing.rc != RC_MISSING) return *fail = missing, false;
		return people_make(p, s, n->org, person, kind, now_ms, rng, a, fail);
	}
	s->row.kind = kind;
	return store_person_state(p->store, &s->row, fail);
}

static void profile_json(struct sb *out, const struct new_account *n)
{
	struct jw w = {out, false};
	jw_object(&w, NULL);
	jw_str(&w, "name", n->name_zh.n ? n->name_zh : n->name_en);
	if (role_is_staff(n->role) || n->name_en.n) {
		jw_str(&w, "name_zh", n->name_zh);
		jw_str(&w, "name_en", n->name_en.n ? n->name_en : n->name_zh);
	}
	if (n->birth.n) jw_str(&w, "birth", n->birth);
	if (n->sex.n) jw_str(&w, "sex", n->sex);
	if (n->phone.n) jw_str(&w, "phone", n->phone);
	jw_end_object(&w);
}

/* By what the account is found when its owner comes back. */
static bool ways_in(const struct people *p, const struct new_account *n, str person, struct arena a, struct fail *fail)
{
	unsigned char login[VAULT_MARK];
	if (n->subject.n && !store_found_put(p->store, n->org, S("subject"), n->subject, person, fail)) return false;
	if (n->subject.n && !n->login.n) return true;
	if (!vault_mark_login(login, p->vault, n->org, n->login, a)) return fail_set(fail, RC_INPUT, "account_make", "the log-in name is empty");
	return store_login_put(p->store, n->org, (str){(char *)login, VAULT_MARK}, person, fail);
}

static bool marks(const struct people *p, const struct new_account *n, str person, struct arena a, struct fail *fail)
{
	unsigned char name[VAULT_MARK], phone[VAULT_MARK];
	if (!ways_in(p, n, person, a, fail)) return false;
	if (role_is_staff(n->role)) return true; /* staff are listed by name; only patients are looked for by mark */
	if (n->name_zh.n && vault_mark_name(name, p->vault, n->org, n->name_zh, a) &&
	    !store_found_put(p->store, n->org, S("name"), (str){(char *)name, VAULT_MARK}, person, fail))
		return false;
	return !n->phone.n || !vault_mark_phone(phone, p->vault, n->org, n->phone, a) ||
	       store_found_put(p->store, n->org, S("phone"), (str){(char *)phone, VAULT_MARK}, person, fail);
}

bool account_make(const struct people *p, const struct new_account *n, int64_t now_ms, struct rng rng, struct arena *a, struct fail *fail)
{
	struct someone s;
	char id[27];
	if (!person_for(p, &s, n, now_ms, rng, a, fail)) return false;
	struct secrets secrets = {n->login, n->totp_secret, {"", 0}};
	struct credential_row credential = {.org = n->org,
					    .person = s.person,
					    .state = S("active"),
					    .password = n->password_hash,
					    .must_change = n->must_change,
					    .totp = n->totp_secret.n ? 2 : 0,
					    .created_ms = now_ms};
	struct grant_row grant = {n->org,     s.person,    role_name(n->role), n->department, n->title,
				  n->licence, n->until_ms, S("active"),        n->granted_by, now_ms};
	struct sb profile = sb_new(a, 512);
	profile_json(&profile, n);
	credential.sealed_secret = account_seal_secrets(&s, &secrets, rng, a);
	bool ok = marks(p, n, s.person, *a, fail) && store_credential_put(p->store, &credential, fail) && store_grant_put(p->store, &grant, fail) &&
		  people_item_put(p, &s, S("profile"), (str){"", 0}, now_ms, 1, sb_str(&profile), rng, a, fail);
	for (int sensitive = 0; ok && n->consents && sensitive < 2; sensitive++)
		ok = account_consent(p, n->org, s.person, PURPOSE_CONSULT, sensitive, (str){"", 0}, s.person, now_ms, id, rng, fail);
	people_forget(&s);
	return ok;
}

static const struct {
	const char *login, *zh, *en, *birth, *title, *licence, *department;
	enum role role;
} samples[] = {
	{"patient", "林小满（虚构）", "Lin Xiaoman (fictional)", "1986-05-21", "", "", "", ROLE_PATIENT},
	{"doctor", "陈知远（虚构）", "Chen Zhiyuan (fictional)", "", "attending", "SAMPLE-000001", "general", ROLE_DOCTOR},
	{"pharmacist", "周与之（虚构）", "Zhou Yuzhi (fictional)", "", "", "SAMPLE-P00001", "pharmacy", ROLE_PHARMACIST},
	{"ethics", "许怀瑾（虚构）", "Xu Huaijin (fictional)", "", "", "", "", ROLE_ETHICS},
	{"administrator", "何清平（虚构）", "He Qingping (fictional)", "", "", "", "", ROLE_ADMINISTRATOR},
	{"auditor", "沈鉴（虚构）", "Shen Jian (fictional)", "", "", "", "", ROLE_AUDITOR},
	{"regulator", "方正言（虚构）", "Fang Zhengyan (fictional)", "", "", "", "", ROLE_REGULATOR},
};

bool account_make_samples(const struct people *p, str org, int64_t now_ms, struct rng rng, struct arena *a, struct fail *fail)
{
	char hash[crypto_pwhash_STRBYTES];
	if (crypto_pwhash_str(hash, sample_password, strlen(sample_password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
			      crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		return fail_set(fail, RC_LIMIT, "account_make_samples", "not enough memory to hash a password");
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		struct new_account n = {.org = org,
					.login = str_from(samples[i].login),
					.name_zh = str_from(samples[i].zh),
					.name_en = str_from(samples[i].en),
					.birth = str_from(samples[i].birth),
					.role = samples[i].role,
					.title = str_from(samples[i].title),
					.licence = str_from(samples[i].licence),
					.department = str_from(samples[i].department),
					.password_hash = str_from(hash),
					.totp_secret = role_is_staff(samples[i].role) ? str_from(sample_secret) : (str){"", 0},
					.consents = true};
		if (!account_make(p, &n, now_ms, rng, a, fail)) return false;
	}
	return true;
}
