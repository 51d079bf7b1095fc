/* order_beside.c - what may stand beside the name of a drug without changing which drug it is. */
#include "library/order_beside.h"

#include "base/check.h"

/* Salts, esters and waters that do not change which drug it is, dosage forms, and words on the box. Longer ones before those they begin with. */
static const char *const beside_han[] = {
	"盐酸盐",     "盐酸",     "硫酸氢",   "硫酸",   "马来酸", "富马酸",     "酒石酸氢",     "酒石酸",     "琥珀酸", "苯磺酸",   "甲磺酸",
	"对甲苯磺酸", "枸橼酸",   "磷酸",     "氢溴酸", "硝酸",   "醋酸",       "乳酸",         "草酸",       "依托",   "叔丁胺",   "精氨酸",
	"门冬氨酸",   "半水合物", "一水合物", "水合物", "无水",   "钠",         "钾",           "钙",         "镁",     "酯",       "盐",
	"二钠",       "缓释胶囊", "缓释片",   "控释片", "肠溶片", "肠溶胶囊",   "肠溶微丸胶囊", "分散片",     "咀嚼片", "泡腾片",   "泡腾颗粒",
	"口腔崩解片", "口崩片",   "薄膜衣片", "糖衣片", "薄膜衣", "素片",       "软胶囊",       "胶丸",       "硬胶囊", "胶囊",     "缓释颗粒",
	"颗粒剂",     "颗粒",     "干混悬剂", "混悬液", "混悬剂", "混悬滴剂",   "滴剂",         "口服溶液",   "口服液", "口服",     "溶液",
	"糖浆",       "合剂",     "冲剂",     "散剂",   "散",     "滴丸",       "浓缩丸",       "水蜜丸",     "大蜜丸", "丸",       "微丸",
	"注射用",     "注射液",   "注射剂",   "注射",   "粉针剂", "粉针",       "针剂",         "针",         "水针",   "冻干粉",   "笔芯",
	"特充",       "乳膏",     "软膏",     "眼膏",   "凝胶",   "搽剂",       "洗剂",         "乳胶剂",     "滴眼液", "滴耳液",   "滴鼻液",
	"眼用凝胶",   "鼻喷雾剂", "喷雾剂",   "喷雾",   "气雾剂", "吸入气雾剂", "粉吸入剂",     "吸入粉雾剂", "粉雾剂", "吸入用",   "吸入",
	"雾化",       "混悬",     "溶液剂",   "栓剂",   "栓",     "阴道片",     "阴道",         "贴剂",       "贴片",   "透皮贴剂", "贴膏",
	"贴",         "片剂",     "片",       "液",     "缓释",   "控释",       "肠溶",         "分散",       "小儿",   "儿童",     "婴儿",
	"幼儿",       "成人",     "型",       "国产",   "进口",   "拜耳",       "辉瑞",         "用",         "剂",     "每",       "盒",
	"瓶",         "支",       "袋",       "粒",     "板",     "装",         "毫克",         "棕榈酸",     "双释放", "粉雾",     "复合",
	"微克",       "克",       "毫升",     "单位",   "万",     "类",         "药",           "吸",         "喷",     "揿",       "无糖",
	"低剂量",     "小剂量",   "速释",     "普通",   "长效",   "短效",
};
static const char *const beside_latin[] = {
	"pill",
	"pills",
	"i",
	"ii",
	"iii",
	"r",
	"hydrochloride",
	"hcl",
	"sulfate",
	"sulphate",
	"hydrogen",
	"maleate",
	"fumarate",
	"tartrate",
	"succinate",
	"besylate",
	"besilate",
	"mesylate",
	"mesilate",
	"citrate",
	"phosphate",
	"hydrobromide",
	"bromide",
	"nitrate",
	"acetate",
	"lactate",
	"sodium",
	"potassium",
	"calcium",
	"magnesium",
	"disodium",
	"tromethamine",
	"erbumine",
	"arginine",
	"medoxomil",
	"cilexetil",
	"axetil",
	"proxetil",
	"monohydrate",
	"dihydrate",
	"trihydrate",
	"anhydrous",
	"hemihydrate",
	"oxalate",
	"pivoxil",
	"mofetil",
	"etexilate",
	"disoproxil",
	"dipivoxil",
	"marboxil",
	"bisulfate",
	"kali",
	"gluconate",
	"tablet",
	"tablets",
	"tab",
	"tabs",
	"capsule",
	"capsules",
	"cap",
	"caps",
	"sr",
	"xr",
	"er",
	"cr",
	"xl",
	"la",
	"mr",
	"retard",
	"ec",
	"dr",
	"odt",
	"extended",
	"sustained",
	"modified",
	"prolonged",
	"controlled",
	"delayed",
	"slow",
	"immediate",
	"release",
	"enteric",
	"coated",
	"chewable",
	"effervescent",
	"dispersible",
	"oral",
	"suspension",
	"solution",
	"syrup",
	"drops",
	"drop",
	"injection",
	"inj",
	"for",
	"infusion",
	"iv",
	"po",
	"cream",
	"ointment",
	"gel",
	"lotion",
	"emulgel",
	"eye",
	"ear",
	"nasal",
	"spray",
	"inhaler",
	"inhalation",
	"nebuliser",
	"nebulizer",
	"mdi",
	"dpi",
	"patch",
	"transdermal",
	"suppository",
	"suppositories",
	"vaginal",
	"topical",
	"granules",
	"powder",
	"sachet",
	"sachets",
	"vial",
	"ampoule",
	"pen",
	"mg",
	"g",
	"ug",
	"mcg",
	"ml",
	"iu",
	"u",
	"unit",
	"units",
	"x",
	"the",
	"of",
	"low",
	"dose",
	"film",
	"generic",
	"brand",
	"microgram",
	"micrograms",
	"per",
	"tds",
	"as",
	"hfa",
	"turbuhaler",
	"accuhaler",
	"evohaler",
	"diskus",
	"respimat",
	"handihaler",
	"children",
	"paediatric",
	"pediatric",
	"child",
	"infant",
	"adult",
	"junior",
	"dried",
	"strength",
	"s",
};

static ptrdiff_t longest_prefix(str text)
{
	ptrdiff_t best = 0;
	for (ptrdiff_t i = 0; i < COUNT(beside_han); i++) {
		str w = str_from(beside_han[i]);
		if (w.n > best && str_starts(text, w)) best = w.n;
	}
	return best;
}

static bool latin_known(str word)
{
	for (ptrdiff_t i = 0; i < COUNT(beside_latin); i++)
		if (str_eq(word, str_from(beside_latin[i]))) return true;
	return false;
}

bool order_only_beside(str text)
{
	for (ptrdiff_t at = 0; at < text.n;) {
		unsigned char c = (unsigned char)text.p[at];
		if (c >= 'a' && c <= 'z') {
			ptrdiff_t to = at;
			while (to < text.n && text.p[to] >= 'a' && text.p[to] <= 'z') to++;
			if (!latin_known(str_slice(text, at, to))) return false;
			at = to;
		} else if (c < 0x80) at++;
		else {
			ptrdiff_t n = longest_prefix(str_slice(text, at, text.n));
			static const str marks[] = {{"μ", 2},  {"µ", 2},  {"®", 2},  {"·", 2}, {"α", 2}, {"β", 2},
						    {"、", 3}, {"：", 3}, {"。", 3}, {"™", 3}, {"Ⅱ", 3}, {"℃", 3}};
			for (ptrdiff_t i = 0; i < COUNT(marks) && !n; i++)
				if (str_starts(str_slice(text, at, text.n), marks[i])) n = marks[i].n;
			if (!n) return false;
			at += n;
		}
	}
	return true;
}
