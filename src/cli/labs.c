/* labs.c - a laboratory report from a file, or JSON Lines from standard input. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPORT_MAX = 1 << 20 };

/* The file, or standard input for "-"; NULL with a message when it cannot be read or is too long. */
static char *whole(const char *path)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	char *text = f ? calloc(1, REPORT_MAX + 2) : NULL;
	if (!text) {
		perror(path);
		if (f && f != stdin) fclose(f);
		return NULL;
	}
	size_t n = fread(text, 1, REPORT_MAX + 1, f);
	bool failed = ferror(f) != 0, zero = memchr(text, 0, n) != NULL;
	if (f != stdin) fclose(f);
	if (!failed && !zero && n <= REPORT_MAX) return text;
	if (failed) perror(path);
	else fprintf(stderr, "zhuyi: %s is %s\n", path, zero ? "no text" : "longer than 1 MiB");
	free(text);
	return NULL;
}

static bool number(const char *s)
{
	return s && *s && strspn(s, "0123456789.") == strlen(s) && strlen(s) < 8;
}

/* {"report":"…","audience":…,"lang":…,"patient":{…}} from the report and the options. */
static char *line_of(const char *text, const char *age, const char *sex, const char *lang, bool doctor)
{
	char *quoted = engine_quoted("report", text), *line = quoted ? malloc(strlen(quoted) + 200) : NULL;
	if (line) {
		int n = snprintf(line, strlen(quoted) + 200, "%.*s,\"audience\":\"%s\",\"patient\":{", (int)strlen(quoted) - 1, quoted,
				 doctor ? "doctor" : "patient");
		if (age) n += snprintf(line + n, 40, "\"age\":\"%s\"", age);
		if (sex) n += snprintf(line + n, 40, "%s\"sex\":\"%c\"", age ? "," : "", sex[0]);
		snprintf(line + n, 40, "}%s%s%s}", lang ? ",\"lang\":\"" : "", lang ? lang : "", lang ? "\"" : "");
	}
	free(quoted);
	return line;
}

int command_labs(int argc, char **argv)
{
	const char *age = option(&argc, argv, "--age"), *sex = option(&argc, argv, "--sex"), *lang = option(&argc, argv, "--lang");
	bool doctor = flag(&argc, argv, "--doctor");
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--jsonl") == 0) return engine_command(argc, argv, "labs", "report", "summary");
	const char *pack = option(&argc, argv, "--pack");
	bool json = flag(&argc, argv, "--json");
	if (argc == 2 && strcmp(argv[1], "-") != 0 && !no_more_options(argc, argv)) return 2;
	if (argc != 2 || (age && !number(age)) || (sex && strcmp(sex, "m") != 0 && strcmp(sex, "f") != 0) ||
	    (lang && strcmp(lang, "zh") != 0 && strcmp(lang, "en") != 0)) {
		fputs("usage: zhuyi labs [--json] [--doctor] [--age YEARS] [--sex m|f] [--lang zh|en] FILE, or zhuyi labs --jsonl\n", stderr);
		return 2;
	}
	char *text = whole(argv[1]);
	if (!text) return 1;
	char *line = line_of(text, age, sex, lang, doctor);
	int status = line ? engine_once("labs", pack, line, "summary", json) : 1;
	free(line);
	free(text);
	return status;
}
