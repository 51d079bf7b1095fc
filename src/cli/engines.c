/* engines.c - ask, triage, units and rx: one question from the arguments, or JSON Lines from standard input. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 64 << 20 };

struct zhuyi *open_engines(const char *pack)
{
	char error[256];
	struct zhuyi_options options = {.pack = pack, .workers = 1};
	struct zhuyi *z = zhuyi_open(&options, error);
	if (!z) fprintf(stderr, "zhuyi: %s\n", error);
	return z;
}

/* Nothing but answers goes to standard output. A line longer than the limit is answered with an error and skipped. */
int filter_lines(struct zhuyi *z, const char *engine)
{
	char *line = NULL;
	size_t cap = 0;
	int64_t number = 0;
	int status = 0;
	for (ssize_t got; (got = getline(&line, &cap, stdin)) >= 0 && !status;) {
		char *reply;
		size_t n;
		number++;
		while (got && (line[got - 1] == '\n' || line[got - 1] == '\r')) got--;
		if (!got) continue;
		if (got > LINE_MAX_BYTES) {
			printf("{\"id\":null,\"error\":{\"code\":\"limit\",\"message\":\"the line has more than %d bytes\",\"line\":%lld}}\n",
			       LINE_MAX_BYTES, (long long)number);
			continue;
		}
		zhuyi_engine(z, engine, (struct zhuyi_text){line, (size_t)got}, number, &reply, &n);
		if (fwrite(reply, 1, n, stdout) != n || putchar('\n') == EOF) status = 1;
		free(reply);
	}
	if (ferror(stdin) || fflush(stdout) != 0) status = 1;
	if (status) perror("zhuyi");
	free(line);
	return status;
}

size_t json_string(char *out, const char *text, size_t n)
{
	size_t at = 0;
	out[at++] = '"';
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c == '"' || c == '\\') out[at++] = '\\', out[at++] = (char)c;
		else if (c < 0x20) at += (size_t)snprintf(out + at, 7, "\\u%04x", c);
		else out[at++] = (char)c;
	}
	out[at++] = '"';
	return at;
}

/* {"key":"text"} */
char *engine_quoted(const char *key, const char *text)
{
	size_t n = strlen(text), at;
	char *out = malloc(n * 6 + strlen(key) + 16);
	if (!out) return NULL;
	at = (size_t)snprintf(out, strlen(key) + 8, "{\"%s\":", key);
	at += json_string(out + at, text, n);
	memcpy(out + at, "}", 2);
	return out;
}

/* The value of a top-level string in one of our own replies, unescaped, as a line to standard output; nothing when it is empty or absent. */
static void print_field(const char *json, const char *key)
{
	char mark[64];
	snprintf(mark, sizeof mark, "\"%s\":\"", key);
	const char *p = strstr(json, mark);
	if (!p || p[strlen(mark)] == '"') return;
	for (p += strlen(mark); *p && *p != '"'; p++) {
		if (*p != '\\') putchar(*p);
		else if (*++p == 'n') putchar('\n');
		else if (*p == 't') putchar('\t');
		else putchar(*p);
	}
	putchar('\n');
}

int one_line(struct zhuyi *z, const char *engine, const char *line, const char *field, const char *also, bool json)
{
	char *reply;
	size_t n;
	zhuyi_engine(z, engine, (struct zhuyi_text){line, strlen(line)}, 1, &reply, &n);
	bool failed = strstr(reply, "\"error\":{") != NULL;
	char mark[64];
	snprintf(mark, sizeof mark, "\"%s\":\"", field);
	bool answered = !failed && strstr(reply, mark);
	if (json) puts(reply);
	else {
		print_field(reply, failed ? "message" : field);
		if (also) print_field(reply, also);
	}
	free(reply);
	return answered ? 0 : 2;
}

static int one(struct zhuyi *z, const char *engine, const char *key, const char *field, const char *text, bool json)
{
	char *line = engine_quoted(key, text);
	if (!line) return 1;
	int status = one_line(z, engine, line, field, NULL, json);
	free(line);
	return status;
}

int engine_once(const char *engine, const char *pack, const char *line, const char *field, bool json)
{
	struct zhuyi *z = open_engines(pack);
	if (!z) return 1;
	int status = one_line(z, engine, line, field, NULL, json);
	zhuyi_close(z);
	return status;
}

int engine_command(int argc, char **argv, const char *engine, const char *key, const char *field)
{
	const char *pack = option(&argc, argv, "--pack");
	bool jsonl = flag(&argc, argv, "--jsonl"), json = flag(&argc, argv, "--json");
	if (!no_more_options(argc, argv)) return 2;
	if (!jsonl && argc != 2) {
		fprintf(stderr, "usage: zhuyi %s [--json] TEXT, or zhuyi %s --jsonl\n", engine, engine);
		return 2;
	}
	struct zhuyi *z = open_engines(pack);
	if (!z) return 1;
	int status = jsonl ? filter_lines(z, engine) : one(z, engine, key, field, argv[1], json);
	zhuyi_close(z);
	return status;
}

int command_ask(int argc, char **argv)
{
	return engine_command(argc, argv, "ask", "question", "answer");
}

int command_triage(int argc, char **argv)
{
	return engine_command(argc, argv, "triage", "text", "tier");
}

/* {"value":…,"from":…,"to":…,"substance":…} of the arguments; NULL when memory ends. */
static char *units_line(const char *const *keys, const char *const *values, int n)
{
	char *line = NULL;
	size_t size;
	FILE *out = open_memstream(&line, &size);
	if (!out) return NULL;
	for (int i = 0; i < n; i++) {
		char *one_pair = engine_quoted(keys[i], values[i]);
		if (one_pair) fprintf(out, "%c%.*s", i ? ',' : '{', (int)strlen(one_pair) - 2, one_pair + 1);
		free(one_pair);
	}
	fputc('}', out);
	if (fclose(out) != 0) free(line), line = NULL;
	return line;
}

static int convert_one(struct zhuyi *z, const char *const *values, int n, bool json)
{
	static const char *const keys[] = {"value", "from", "to", "substance"};
	char *reply, *line = units_line(keys, values, n);
	size_t size;
	if (!line) return 1;
	zhuyi_engine(z, "units", (struct zhuyi_text){line, strlen(line)}, 1, &reply, &size);
	bool done = strstr(reply, "\"ok\":true") != NULL;
	if (json) puts(reply);
	else if (done) print_field(reply, "value");
	else print_field(reply, strstr(reply, "\"error\":{") ? "message" : "why");
	free(reply);
	free(line);
	return done ? 0 : 2;
}

int command_units(int argc, char **argv)
{
	const char *pack = option(&argc, argv, "--pack"), *substance = option(&argc, argv, "--substance");
	bool jsonl = flag(&argc, argv, "--jsonl"), json = flag(&argc, argv, "--json");
	if (argc != (jsonl ? 1 : 4)) {
		fprintf(stderr, "usage: zhuyi units [--substance NAME] VALUE FROM TO, or zhuyi units --jsonl\n");
		return 2;
	}
	struct zhuyi *z = open_engines(pack);
	if (!z) return 1;
	int status = jsonl ? filter_lines(z, "units")
			   : convert_one(z, (const char *[]){argv[1], argv[2], argv[3], substance}, substance ? 4 : 3, json);
	zhuyi_close(z);
	return status;
}

int command_rx(int argc, char **argv)
{
	return engine_command(argc, argv, "rx", "order", "summary");
}
