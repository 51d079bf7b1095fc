/* record_fuzz.c - libFuzzer entry. A document is read as a profile, as facts and as a stored answer. Whatever it is: what is taken can be written, read back and is the same; the
 * export of it is well-formed JSON and HTML in which no text became a tag. */
#include "base/check.h"
#include "base/json_check.h"
#include "base/utf8.h"
#include "record/bundle.h"
#include "record/readable.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20, INPUT_MAX = 20000 };
#define NOW INT64_C(1795993033302)

static struct arena whole;

static jv parse(str text)
{
	jv v = NULL;
	struct fail fail = {0};
	if (!json_parse(&v, text, 32, &fail)) return NULL;
	return v;
}

static str profile_text(const struct profile *p, struct arena *a)
{
	struct sb out = sb_new(a, 256);
	struct jw w = {&out, false};
	profile_write(&w, NULL, p);
	return sb_str(&out);
}

static str facts_text(const struct person_facts *f, struct arena *a)
{
	struct sb out = sb_new(a, 256);
	struct jw w = {&out, false};
	person_facts_write(&w, NULL, f);
	return sb_str(&out);
}

static void check_profile(struct profile *p, jv v, struct arena *a)
{
	struct profile again = {0};
	struct fail fail = {0};
	bool ok = profile_read(p, v, NOW, a, &fail);
	ASSERT(ok == (fail.rc == RC_OK) && (ok || fail.rc == RC_INPUT));
	ASSERT(utf8_invalid(str_from(fail.what)) < 0);
	if (!ok) return;
	str text = profile_text(p, a);
	jv back = parse(text);
	ASSERT(back && profile_read(&again, back, NOW, a, &fail) && str_eq(text, profile_text(&again, a)));
	json_free(back);
}

static void check_facts(struct person_facts *f, jv v, struct arena *a)
{
	struct person_facts again = {0};
	struct fail fail = {0};
	bool ok = person_facts_read(f, v, NOW, a, &fail);
	ASSERT(ok == (fail.rc == RC_OK) && (ok || fail.rc == RC_INPUT));
	if (!ok) return;
	str text = facts_text(f, a);
	jv back = parse(text);
	ASSERT(back && person_facts_read(&again, back, NOW, a, &fail) && str_eq(text, facts_text(&again, a)));
	json_free(back);
}

static bool is_tag(str rest)
{
	static const char *const tags[] = {"html", "head", "meta", "title", "style", "body",  "header", "main", "footer", "section", "article",
					   "nav",  "div",  "dl",   "dt",    "dd",    "ul",    "ol",     "li",   "p>",     "p ",      "h1",
					   "h2",   "h3",   "h4",   "a ",    "a>",    "b>",    "bdi",    "span", "i>",     "small",   "code",
					   "br",   "sup",  "time", "table", "thead", "tbody", "tr",     "th",   "td",     "!doctype"};
	if (str_starts(rest, S("/"))) rest = str_slice(rest, 1, rest.n);
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (str_starts(rest, str_from(tags[i]))) return true;
	return false;
}

static void check_html(str html)
{
	ASSERT(utf8_invalid(html) < 0 && !memchr(html.p, 0, (size_t)html.n));
	for (ptrdiff_t i = 0; i < html.n; i++)
		if (html.p[i] == '<') ASSERT(is_tag(str_slice(html, i + 1, html.n)));
	ASSERT(str_find(html, S("<script")) < 0 && str_find(html, S("<img")) < 0 && str_ends(html, S("</html>\n")));
}

static void check_export(const struct profile *p, const struct person_facts *f, str body, struct arena *a)
{
	struct export_case one = {S("01M8MRDPJP2Q24KJE942R7GSMT"), body};
	str cut = utf8_prefix(body, 300); /* any text may stand in any member */
	struct export_consent consent = {
		.id = cut, .purpose = cut, .other = cut, .edition = cut, .text_zh = cut, .given_by = cut, .given_ms = NOW, .withdrawn_ms = 1};
	struct export_access access = {cut, 1, cut, cut, cut, cut, cut, cut, cut, cut};
	struct export_relation relation = {cut, cut, cut, cut, cut, 5, 3};
	struct export_decision decision = {one.id, cut, 7, 1, cut, cut, cut};
	struct record_export x = {.now_ms = NOW,
				  .org = cut,
				  .org_zh = cut,
				  .org_en = cut,
				  .version = cut,
				  .producer = cut,
				  .profile = *p,
				  .login = cut,
				  .facts = *f,
				  .cases = &one,
				  .case_count = 1,
				  .consents = &consent,
				  .consent_count = 1,
				  .accesses = &access,
				  .access_count = 1,
				  .relations = &relation,
				  .relation_count = 1,
				  .decisions = &decision,
				  .decision_count = 1};
	struct case_views views = case_views(&x, a);
	struct sb json = sb_new(a, 4096), html = sb_new(a, 4096);
	struct jw w = {&json, false};
	x.profile.person = S("P");
	bundle_write(&w, NULL, &x, &views, a);
	jv v = parse(sb_str(&json));
	ASSERT(v && json_count(json_get(v, "entry")) >= 10);
	json_free(v);
	for (int lang = READABLE_ZH; lang <= READABLE_EN; lang++) {
		html.n = 0;
		readable_write(&html, &x, &views, (enum readable_lang)lang, a);
		check_html(sb_str(&html));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > INPUT_MAX) return 0;
	if (!whole.beg) whole = arena_create(MEMORY);
	struct arena a = whole;
	struct profile p = {0};
	struct person_facts f = {0};
	str text = str_copy(&a, (str){(const char *)data, (ptrdiff_t)size});
	if (utf8_invalid(text) >= 0) return 0;
	jv v = parse(text);
	if (v) {
		check_profile(&p, v, &a);
		check_facts(&f, v, &a);
		json_free(v);
	}
	check_export(&p, &f, text, &a);
	return 0;
}
