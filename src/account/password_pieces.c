#include "account/password_pieces.h"

#include "base/check.h"
#include "base/utf8.h"

enum { RUN_MIN = 3, NAME_MIN = 3 };
enum kind { KIND_OTHER, KIND_RUN, KIND_NUMBER, KIND_WORD, KIND_LOGIN };

/* Ways a finger walks; each is also walked backwards. */
static const char *const walks[] = {
	"1234567890",
	"0123456789",
	"qwertyuiop[]",
	"asdfghjkl;'",
	"zxcvbnm,./",
	"!@#$%^&*()_+",
	"abcdefghijklmnopqrstuvwxyz",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
	"qazwsxedcrfvtgbyhnujmikolp",
	"1q2w3e4r5t6y7u8i9o0p",
	"q1w2e3r4t5y6u7i8o9p0",
	"a1b2c3d4e5f6g7h8i9j0",
	"1a2b3c4d5e6f7g8h9i0j",
	"147258369",
	"159357",
	"963258741",
	"00112233445566778899",
	"aabbccddeeffgghh",
	"零一二三四五六七八九十",
	"甲乙丙丁戊己庚辛壬癸",
	"子丑寅卯辰巳午未申酉戌亥",
	"赵钱孙李周吴郑王",
	"天地玄黄宇宙洪荒",
};

/* What people write into passwords here: love, luck, family, places, machines, this house. */
static const char *const words[] = {
	"password",   "passwd",    "pass",     "pwd",       "admin",    "administrator", "root",      "user",    "guest",    "test",     "demo",
	"default",    "changeme",  "secret",   "login",     "welcome",  "letmein",       "hello",     "master",  "system",   "server",   "computer",
	"internet",   "windows",   "google",   "iloveyou",  "love",     "you",           "baby",      "angel",   "lucky",    "happy",    "family",
	"freedom",    "money",     "sunshine", "flower",    "princess", "dragon",        "monkey",    "tiger",   "superman", "football", "basketball",
	"spring",     "summer",    "autumn",   "winter",    "hospital", "doctor",        "nurse",     "patient", "clinic",   "health",   "medical",
	"china",      "beijing",   "shanghai", "guangzhou", "shenzhen", "tianjin",       "chongqing", "nanjing", "zhongguo", "woaini",   "woai",
	"aini",       "woaiwojia", "wodemima", "mima",      "nihao",    "woshi",         "laopo",     "laogong", "baobao",   "baobei",   "xiaobao",
	"qinai",      "kuaile",    "xingfu",   "pingan",    "jiankang", "facai",         "yiyuan",    "yisheng", "hushi",    "huanzhe",  "zhuyi",
	"guanliyuan", "zhangwei",  "wangwei",  "wangfang",  "liwei",    "lina",          "zhangmin",  "liujie",  "zhangsan", "lisi",     "wangwu",
	"520",        "521",       "1314",     "5201314",   "168",      "110",           "120",       "我爱你",  "我爱",     "一生一世", "我的",
	"密码",       "你好",      "宝贝",     "老婆",      "老公",     "中国",          "北京",      "上海",    "医院",     "医生",     "护士",
	"患者",       "健康",      "平安",     "快乐",      "幸福",     "发财",          "管理员",    "助医",
};

static int code_points(uint32_t *out, int max, str text)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < text.n && n < max;) {
		int len;
		out[n++] = utf8_at(text, i, &len);
		i += len;
	}
	return n;
}

/* How far text and walk go together, from walk[at] on in steps of `way`. */
static int walked(const uint32_t *text, int n, const uint32_t *walk, int walk_n, int at, int way)
{
	int i = 0;
	while (i < n && at >= 0 && at < walk_n && text[i] == walk[at]) i++, at += way;
	return i;
}

static int longest_run(const uint32_t *text, int n)
{
	uint32_t walk[48];
	int longest = 1;
	while (longest < n && text[longest] == text[0]) longest++;
	for (ptrdiff_t k = 0; k < COUNT(walks); k++) {
		int walk_n = code_points(walk, (int)COUNT(walk), str_from(walks[k]));
		for (int at = 0; at < walk_n; at++) {
			int on = walked(text, n, walk, walk_n, at, 1), back = walked(text, n, walk, walk_n, at, -1);
			if (on > longest) longest = on;
			if (back > longest) longest = back;
		}
	}
	return longest >= RUN_MIN ? longest : 0;
}

/* The letters a sign is written for: p@ssw0rd. */
static bool reads_as(uint32_t sign, uint32_t letter)
{
	static const char table[][3] = {"4a", "@a", "3e", "1i", "!i", "1l", "0o", "5s", "$s", "7t", "2z"};
	if (sign == letter) return true;
	for (ptrdiff_t i = 0; i < COUNT(table); i++)
		if (sign == (uint32_t)table[i][0] && letter == (uint32_t)table[i][1]) return true;
	return false;
}

static bool word_here(const uint32_t *text, int n, const uint32_t *word, int word_n)
{
	if (word_n > n) return false;
	for (int i = 0; i < word_n; i++)
		if (!reads_as(text[i], word[i])) return false;
	return true;
}

/* The number in `digits` digits, or -1. */
static int64_t number(const uint32_t *text, int n, int digits)
{
	int64_t v = 0;
	if (digits > n) return -1;
	for (int i = 0; i < digits; i++) {
		if (!cp_is_digit(text[i])) return -1;
		v = v * 10 + (int64_t)(text[i] - '0');
	}
	return v;
}

static bool is_day(int64_t mmdd)
{
	return mmdd / 100 >= 1 && mmdd / 100 <= 12 && mmdd % 100 >= 1 && mmdd % 100 <= 31;
}

static bool is_year(int64_t y)
{
	return y >= 1900 && y <= 2099;
}

/* Identity number (18: region, birth date, three digits and a check), mobile (11), date of birth (8, 6), year (4). */
static int longest_number(const uint32_t *text, int n)
{
	int64_t birth = n >= 14 && number(text, n, 6) >= 0 ? number(text + 6, n - 6, 8) : -1;
	bool id = n >= 18 && birth >= 0 && is_year(birth / 10000) && is_day(birth % 10000) && number(text + 14, n - 14, 3) >= 0 &&
		  (cp_is_digit(text[17]) || text[17] == 'x');
	int64_t mobile = number(text, n, 11), day8 = number(text, n, 8), day6 = number(text, n, 6);
	if (id) return 18;
	if (mobile >= 13000000000 && mobile <= 19999999999) return 11;
	if (day8 >= 0 && ((is_year(day8 / 10000) && is_day(day8 % 10000)) || (is_day(day8 / 10000) && is_year(day8 % 10000)))) return 8;
	if (day6 >= 0 && is_day(day6 % 10000)) return 6;
	return is_year(number(text, n, 4)) ? 4 : 0;
}

struct best { /* the fewest pieces that make up the text so far, and the last of them */
	int pieces, from;
	enum kind kind;
};

static void offer(struct best *best, int from, int n, enum kind kind)
{
	struct best with = {best[from].pieces + 1, from, kind};
	if (n > 0 && (!best[from + n].pieces || with.pieces < best[from + n].pieces)) best[from + n] = with;
}

struct pieces pieces_count(const uint32_t *text, int n, const uint32_t *login, int login_n)
{
	static const int dates[] = {18, 11, 8, 6, 4};
	struct best best[PIECES_TEXT_MAX + 1] = {0};
	uint32_t word[24];
	struct pieces out = {0};
	ASSERT(n <= PIECES_TEXT_MAX);
	for (int i = 0; i < n; i++) {
		const uint32_t *here = text + i;
		int left = n - i, number_n = longest_number(here, left);
		if (login_n >= NAME_MIN && word_here(here, left, login, login_n)) offer(best, i, login_n, KIND_LOGIN);
		for (ptrdiff_t k = 0; k < COUNT(words); k++) {
			int word_n = code_points(word, (int)COUNT(word), str_from(words[k]));
			if (word_here(here, left, word, word_n)) offer(best, i, word_n, KIND_WORD);
		}
		for (ptrdiff_t k = 0; k < COUNT(dates); k++)
			if (dates[k] <= number_n && longest_number(here, dates[k]) == dates[k]) offer(best, i, dates[k], KIND_NUMBER);
		for (int run = longest_run(here, left); run >= RUN_MIN; run--) offer(best, i, run, KIND_RUN);
		offer(best, i, 1, KIND_OTHER);
	}
	out.n = best[n].pieces;
	for (int i = n; i > 0; i = best[i].from) {
		out.login |= best[i].kind == KIND_LOGIN;
		out.word |= best[i].kind == KIND_WORD;
		out.number |= best[i].kind == KIND_NUMBER;
		out.run |= best[i].kind == KIND_RUN;
	}
	return out;
}
