#include "guard/mark.h"

#include "base/check.h"
#include "base/utf8.h"

/* sense "" = each spelling is a sense of its own. */
static const struct row {
	enum mark_group group;
	const char *sense, *words;
} rows[] = {
	{MARK_FILLER, "", "的|了|就|也|都|是|会|着|所|则|便|将|即|均|请|a|an|the|is|are|was|were|be|been|will|also|please"},
	{MARK_WORD, "whether", "会不会|能不能|可不可以|是不是|是否|能否|whether"},
	{MARK_WORD, "eat", "吃|服用"},
	{MARK_WORD, "doctor", "医生|医师|大夫"},
	{MARK_WORD, "atonce", "立即|立刻|马上|immediately|at once|right away"},
	{MARK_WORD, "visit", "就医|就诊|看医生|看病"},
	{MARK_WORD, "cause", "引起|导致|造成|引发"},
	{MARK_WORD, "use", "用|使用"},
	{MARK_WORD, "",
	 "不良|不适|不足|不全|不稳|不明|不同|不久|不断|不管|不仅|不但|不齐|不振|不安|不孕|不育|不过敏|未来|无菌|无创|无论|别人|分别|特别|差别|鉴别|"
	 "级别|性别|类别|区别|个别|识别|辨别|非甾体|非处方"},
	{MARK_WORD, "",
	 "功能|智能|性能|能量|热能|可乐|可卡因|可待因|可的松|氢化可的松|可乐定|主要|重要|次要|必要|要么|要害|纲要|反应|适应|对应|效应|供应|应激|参与|"
	 "饱和|温和|缓和|和缓|及时|涉及|普及|危及|累及|目的|的确|了解|都市|但是否"},
	{MARK_WORD, "", "用力|用量|作用|副作用|前列腺|后背|后果|后遗症|目前|手术前|饭盒|左旋|右旋|左甲状腺素"},

	{MARK_POLARITY, "not", "不|不会|不是|并不|并不会|并不是|并非|not|is not|are not|isn't|aren't|does not|doesn't|will not|won't|was not|wasn't"},
	{MARK_POLARITY, "none", "没|没有|未|无|no"},
	{MARK_POLARITY, "without", "without"},
	{MARK_POLARITY, "never", "绝不|从不|决不|绝对不|never"},
	{MARK_POLARITY, "nevercan", "绝不能|绝对不能|千万不能|决不能|绝不可以|绝不可"},
	{MARK_POLARITY, "cannot", "不能|不可|不可以|不得|cannot|can not|can't"},
	{MARK_POLARITY, "dont", "不要|勿|切勿|请勿|别|do not|don't"},
	{MARK_POLARITY, "shouldnot", "不应|不应该|不应当|不该|不宜|should not|shouldn't"},
	{MARK_POLARITY, "mustnot", "must not|mustn't"},
	{MARK_POLARITY, "mustnever", "must never"},
	{MARK_POLARITY, "maynot", "may not|might not|可能不|可能不会"},
	{MARK_POLARITY, "forbid", "禁用|禁止使用|不能用|不能使用|不可用|不可使用|不可以用|不得用|不得使用|contraindicated|prohibited"},
	{MARK_POLARITY, "",
	 "不能用力|禁|禁止|禁忌|禁食|忌|慎用|慎|forbidden|refuse|未必|不一定|不必然|不都|不全是|并不都|不完全|neither|nor|hardly|除外|except"},
	{MARK_POLARITY, "impossible", "不可能|不可能会|impossible"},
	{MARK_POLARITY, "avoid", "避免|avoid|avoids"},
	{MARK_POLARITY, "neednot", "不必|不用|无需|无须|不需|不需要|need not|needn't|do not need to|don't need to|does not need to|no need to"},
	{MARK_POLARITY, "can", "可以|可|能|能够|can"},
	{MARK_POLARITY, "must", "必须|务必|一定要|须|must|has to|have to"},
	{MARK_POLARITY, "should", "应|应该|应当|要|需|需要|should|need to|needs to"},
	{MARK_ACTION, "",
	 "建议|推荐|最好|recommended|suggested|停用|停药|停止|继续|stop|continue|safe|unsafe|安全|危险|加倍|减半|double|halve|allowed|允许"},

	{MARK_SIZE, "gt", "高于|大于|超过|多于|>|above|more than|over|greater than|higher than|exceeds|exceeding"},
	{MARK_SIZE, "lt", "低于|小于|少于|<|below|less than|under|lower than|fewer than"},
	{MARK_SIZE, "ge", "至少|最少|不少于|不低于|不小于|≥|>=|大于等于|大于或等于|at least|no less than|not less than"},
	{MARK_SIZE, "le", "最多|至多|不超过|不多于|不高于|不大于|≤|<=|小于等于|小于或等于|at most|up to|no more than|not more than|a maximum of"},
	{MARK_SIZE, "upward", "以上|及以上|或以上|or more|or above|and above|or over|and over|or higher"},
	{MARK_SIZE, "downward", "以下|及以下|或以下|or less|or below|and below|and under|or lower"},
	{MARK_SIZE, "", "高|低|大|小|多|少|high|low|higher|lower|more|less|fewer|上限|下限|upper|lower limit|upper limit"},

	{MARK_DIRECTION, "mealbefore", "饭前|餐前|before meals|before food|before eating"},
	{MARK_DIRECTION, "mealafter", "饭后|餐后|after meals|after food|after eating"},
	{MARK_DIRECTION, "before", "前|之前|以前|before|prior to"},
	{MARK_DIRECTION, "after", "后|之后|以后|after"},
	{MARK_DIRECTION, "",
	 "空腹|随餐|左|右|上|下|早|晚|早上|晚上|睡前|left|right|morning|evening|night|upper arm|on an empty stomach|with food|with meals"},
	{MARK_DIRECTION, "rise", "升高|上升|increase|increases|raise|raises|rise|rises"},
	{MARK_DIRECTION, "fall", "降低|下降|decrease|decreases|lower the|lowers|reduce|reduces|fall|falls"},
	{MARK_DIRECTION, "",
	 "增加|增强|加重|加快|变快|变慢|减少|减弱|减轻|减慢|延长|缩短|改善|恶化|worsen|worsens|improve|improves|strengthen|weaken"},

	{MARK_CERTAINTY, "sure", "一定|必定|肯定|必然|certainly|definitely"},
	{MARK_CERTAINTY, "maybe", "可能|也许|或许|可能会|may|might|could|possibly"},
	{MARK_CERTAINTY, "usually", "通常|一般|往往|usually|generally"},
	{MARK_CERTAINTY, "",
	 "总是|从来|偶尔|有时|经常|常|多数|大多数|少数|部分|所有|全部|完全|几乎|根治|保证|always|often|sometimes|rarely|seldom|all|every|most|many|"
	 "some|few|completely|nearly|promised|guaranteed|probably|likely|unlikely"},

	{MARK_PEOPLE, "adult", "成人|成年人|大人|adult|adults"},
	{MARK_PEOPLE, "child", "儿童|小孩|孩子|小儿|child|children|kids"},
	{MARK_PEOPLE, "infant", "婴儿|infant|infants|baby|babies"},
	{MARK_PEOPLE, "newborn", "新生儿|newborn|newborns"},
	{MARK_PEOPLE, "pregnant", "孕妇|妊娠妇女|怀孕的人|怀孕妇女|pregnant women|pregnant woman"},
	{MARK_PEOPLE, "pregnancy", "孕期|妊娠期|怀孕期间|妊娠期间|pregnancy"},
	{MARK_PEOPLE, "nursing", "哺乳期|breastfeeding|breast-feeding"},
	{MARK_PEOPLE, "elder", "老人|老年人|elderly|older people|elderly people"},
	{MARK_PEOPLE, "kidney", "肾功能不全|renal impairment|kidney impairment|impaired kidney function"},
	{MARK_PEOPLE, "liver", "肝功能不全|hepatic impairment|liver impairment|impaired liver function"},
	{MARK_PEOPLE, "", "怀孕|妊娠|早产儿|青少年|teenagers|男性|女性|男人|女人|men|women|肾功能正常|肝功能正常|肾衰竭|肝衰竭|透析"},

	{MARK_SCOPE, "if", "如果|若|假如|要是|if"},
	{MARK_SCOPE, "",
	 "除非|除了|只要|一旦|倘若|但|但是|不过|然而|当|对|对于|否则|时候|期间|unless|except "
	 "for|when|while|but|however|provided|during|for|in|with|until|where|otherwise|instead|rather"},
	{MARK_ONLY, "only", "只|只有|只能|仅|仅仅|only"},
	{MARK_DENIAL, "",
	 "错|错误|错的|误区|误以为|以为|谣言|不实|说法|传言|听说|有人说|不对|不正确|不成立|不属实|不等于|不代表|不意味|不是说|相反|否认|myth|false|"
	 "wrong|incorrect|untrue|rumour|rumor|believe|claim|claims|hoax|mistaken|not true|contrary"},
	{MARK_END, "person", "的人|者|患者|病人|patient|patients|people"},
	{MARK_END, "", "时|中|期|情况|情况下|的话"},
	{MARK_RATE, "day", "每日|每天|一天|一日|a day|per day|daily|each day|every day|/日|/天|/day"},
	{MARK_RATE, "week", "每周|每星期|一周|a week|per week|weekly|each week|every week"},
	{MARK_RATE, "dose", "每次|a dose|per dose|each dose|each time"},
	{MARK_RATE, "otherday", "隔天|隔日|隔一天|every other day"},
	{MARK_RATE, "", "第一天|第一周|第一次|下一次|同一天|有一天|每小时|每月|每年|monthly"},
	{MARK_JOIN, "and", "和|与|及|以及|、|and|&"},
	{MARK_JOIN, "or", "或|或者|or"},
};

static bool is_word_byte(str s, ptrdiff_t i)
{
	return i >= 0 && i < s.n && (cp_is_latin((unsigned char)s.p[i]) || cp_is_digit((unsigned char)s.p[i]));
}

static int head_of(str s, ptrdiff_t i)
{
	unsigned first = (unsigned char)s.p[i];
	if (first < 0x80 || i + 2 >= s.n) return (int)first & 127;
	return 128 + (int)((((unsigned)(unsigned char)s.p[i + 1] << 3) ^ (unsigned char)s.p[i + 2]) & 127);
}

static void add_row(struct marks *m, const struct row *row, struct arena *perm)
{
	str rest = str_from(row->words), word;
	uint64_t sense = row->sense[0] ? str_hash(str_from(row->sense)) : 0;
	while (str_next(&rest, '|', &word)) {
		int *head = &m->head[head_of(word, 0)];
		*ARENA_PUSH(perm, m) = (struct mark){word, sense ? sense : str_hash(word), row->group, *head};
		*head = (int)m->n - 1;
	}
}

struct marks marks_make(struct arena *perm)
{
	struct marks m = {.v = ARENA_NEW(perm, struct mark, 1024), .cap = 1024};
	for (int i = 0; i < MARK_HEADS; i++) m.head[i] = -1;
	for (ptrdiff_t i = 0; i < COUNT(rows); i++) add_row(&m, &rows[i], perm);
	return m;
}

static bool stands_at(str word, str text, ptrdiff_t i)
{
	if (word.n > text.n - i || memcmp(word.p, text.p + i, (size_t)word.n) != 0) return false;
	return !is_word_byte(word, word.n - 1) || !is_word_byte(text, i + word.n);
}

const struct mark *mark_at(const struct marks *m, str text, ptrdiff_t i)
{
	const struct mark *best = NULL;
	for (int k = m->head[head_of(text, i)]; k >= 0; k = m->v[k].next)
		if ((!best || m->v[k].word.n > best->word.n) && stands_at(m->v[k].word, text, i)) best = &m->v[k];
	return best;
}

/* ---- units ---- */

/* One digit of a base-16 number for each dimension: units multiply by adding, divide by subtracting. */
#define DIM(k) ((int64_t)1 << (4 * (k)))
enum { MASS, VOLUME, TIME, AMOUNT, PRESSURE, AGE, TEMPERATURE, TIMES, TABLET, PERCENT, ACTIVITY, PACKET, DROP, LENGTH, ENERGY };

/* Grams, litres, hours, moles, mmHg, years of age, degrees Celsius. Factors are definitions of the SI; a month is a twelfth of 365.25 days. */
static const struct unit units[] = {
	{{"kg", 2}, DIM(MASS), 1000},
	{{"g", 1}, DIM(MASS), 1},
	{{"mg", 2}, DIM(MASS), 1e-3},
	{{"ug", 2}, DIM(MASS), 1e-6},
	{{"mcg", 3}, DIM(MASS), 1e-6},
	{{"μg", 3}, DIM(MASS), 1e-6},
	{{"ng", 2}, DIM(MASS), 1e-9},
	{{"千克", 6}, DIM(MASS), 1000},
	{{"公斤", 6}, DIM(MASS), 1000},
	{{"斤", 3}, DIM(MASS), 500},
	{{"克", 3}, DIM(MASS), 1},
	{{"毫克", 6}, DIM(MASS), 1e-3},
	{{"微克", 6}, DIM(MASS), 1e-6},
	{{"grams", 5}, DIM(MASS), 1},
	{{"gram", 4}, DIM(MASS), 1},
	{{"milligrams", 10}, DIM(MASS), 1e-3},
	{{"micrograms", 10}, DIM(MASS), 1e-6},
	{{"kilograms", 9}, DIM(MASS), 1000},
	{{"l", 1}, DIM(VOLUME), 1},
	{{"dl", 2}, DIM(VOLUME), 0.1},
	{{"ml", 2}, DIM(VOLUME), 1e-3},
	{{"ul", 2}, DIM(VOLUME), 1e-6},
	{{"升", 3}, DIM(VOLUME), 1},
	{{"毫升", 6}, DIM(VOLUME), 1e-3},
	{{"litres", 6}, DIM(VOLUME), 1},
	{{"liters", 6}, DIM(VOLUME), 1},
	{{"millilitres", 11}, DIM(VOLUME), 1e-3},
	{{"h", 1}, DIM(TIME), 1},
	{{"hr", 2}, DIM(TIME), 1},
	{{"hrs", 3}, DIM(TIME), 1},
	{{"hour", 4}, DIM(TIME), 1},
	{{"hours", 5}, DIM(TIME), 1},
	{{"小时", 6}, DIM(TIME), 1},
	{{"个小时", 9}, DIM(TIME), 1},
	{{"钟头", 6}, DIM(TIME), 1},
	{{"个钟头", 9}, DIM(TIME), 1},
	{{"min", 3}, DIM(TIME), 1 / 60.},
	{{"minute", 6}, DIM(TIME), 1 / 60.},
	{{"minutes", 7}, DIM(TIME), 1 / 60.},
	{{"分钟", 6}, DIM(TIME), 1 / 60.},
	{{"秒", 3}, DIM(TIME), 1 / 3600.},
	{{"seconds", 7}, DIM(TIME), 1 / 3600.},
	{{"d", 1}, DIM(TIME), 24},
	{{"day", 3}, DIM(TIME), 24},
	{{"days", 4}, DIM(TIME), 24},
	{{"天", 3}, DIM(TIME), 24},
	{{"日", 3}, DIM(TIME), 24},
	{{"周", 3}, DIM(TIME), 168},
	{{"星期", 6}, DIM(TIME), 168},
	{{"个星期", 9}, DIM(TIME), 168},
	{{"week", 4}, DIM(TIME), 168},
	{{"weeks", 5}, DIM(TIME), 168},
	{{"个月", 6}, DIM(TIME), 730.5},
	{{"month", 5}, DIM(TIME), 730.5},
	{{"months", 6}, DIM(TIME), 730.5},
	{{"年", 3}, DIM(TIME), 8766},
	{{"year", 4}, DIM(TIME), 8766},
	{{"years", 5}, DIM(TIME), 8766},
	{{"岁", 3}, DIM(AGE), 1},
	{{"周岁", 6}, DIM(AGE), 1},
	{{"years old", 9}, DIM(AGE), 1},
	{{"year-old", 8}, DIM(AGE), 1},
	{{"years of age", 12}, DIM(AGE), 1},
	{{"mol", 3}, DIM(AMOUNT), 1},
	{{"mmol", 4}, DIM(AMOUNT), 1e-3},
	{{"umol", 4}, DIM(AMOUNT), 1e-6},
	{{"μmol", 5}, DIM(AMOUNT), 1e-6},
	{{"nmol", 4}, DIM(AMOUNT), 1e-9},
	{{"pmol", 4}, DIM(AMOUNT), 1e-12},
	{{"mmhg", 4}, DIM(PRESSURE), 1},
	{{"毫米汞柱", 12}, DIM(PRESSURE), 1},
	{{"kpa", 3}, DIM(PRESSURE), 7.500617},
	{{"℃", 3}, DIM(TEMPERATURE), 1},
	{{"°c", 3}, DIM(TEMPERATURE), 1},
	{{"度", 3}, DIM(TEMPERATURE), 1},
	{{"摄氏度", 9}, DIM(TEMPERATURE), 1},
	{{"°f", 3}, DIM(TEMPERATURE), 1 / 1.8, -32 / 1.8},
	{{"次", 3}, DIM(TIMES), 1},
	{{"times", 5}, DIM(TIMES), 1},
	{{"time", 4}, DIM(TIMES), 1},
	{{"片", 3}, DIM(TABLET), 1},
	{{"粒", 3}, DIM(TABLET), 1},
	{{"tablet", 6}, DIM(TABLET), 1},
	{{"tablets", 7}, DIM(TABLET), 1},
	{{"袋", 3}, DIM(PACKET), 1},
	{{"滴", 3}, DIM(DROP), 1},
	{{"drops", 5}, DIM(DROP), 1},
	{{"%", 1}, DIM(PERCENT), 1},
	{{"iu", 2}, DIM(ACTIVITY), 1},
	{{"u", 1}, DIM(ACTIVITY), 1},
	{{"miu", 3}, DIM(ACTIVITY), 1e-3},
	{{"单位", 6}, DIM(ACTIVITY), 1},
	{{"units", 5}, DIM(ACTIVITY), 1},
	{{"cm", 2}, DIM(LENGTH), 1},
	{{"厘米", 6}, DIM(LENGTH), 1},
	{{"mm", 2}, DIM(LENGTH), 0.1},
	{{"m", 1}, DIM(LENGTH), 100},
	{{"kcal", 4}, DIM(ENERGY), 1},
	{{"千卡", 6}, DIM(ENERGY), 1},
	{{"kj", 2}, DIM(ENERGY), 1 / 4.184},
};

const struct unit *unit_find(str text, ptrdiff_t i)
{
	const struct unit *best = NULL;
	if (i >= text.n) return NULL;
	for (ptrdiff_t k = 0; k < COUNT(units); k++)
		if (units[k].word.p[0] == text.p[i] && (!best || units[k].word.n > best->word.n) && stands_at(units[k].word, text, i))
			best = &units[k];
	return best;
}
