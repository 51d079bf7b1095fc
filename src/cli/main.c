#include "cli/cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command *find(const char *name)
{
	for (int i = 0; i < command_count; i++)
		if (strcmp(commands[i].name, name) == 0) return &commands[i];
	return NULL;
}

static int list(FILE *to)
{
	fputs("zhuyi 助医: a self-hosted medical assistant. It does not replace a doctor.\n\nusage: zhuyi COMMAND …\n\n", to);
	for (int i = 0; i < command_count; i++) fprintf(to, "  %-11s %s\n", commands[i].name, commands[i].summary);
	fputs("\nzhuyi help COMMAND or zhuyi COMMAND --help explains one.\n", to);
	return to == stderr ? 2 : 0;
}

static int explain(const struct command *c)
{
	printf("usage: zhuyi %s\n\n%s\n", c->usage, c->summary);
	if (c->help[0]) printf("\n%s\n", c->help);
	return 0;
}

int command_help(int argc, char **argv)
{
	if (argc < 2) return list(stdout);
	const struct command *c = find(argv[1]);
	if (c) return explain(c);
	fprintf(stderr, "zhuyi: no command %s\n", argv[1]);
	return 2;
}

int command_version(int argc, char **argv)
{
	(void)argc, (void)argv;
	printf("zhuyi %s\n", zhuyi_version());
	return 0;
}

/* Every long option named in the usage of a command, once. */
static void each_option(const struct command *c, void (*word)(const char *p, int n))
{
	for (const char *p = c->usage; (p = strstr(p, "--"));) {
		int n = (int)strcspn(p, " ]|=");
		word(p, n);
		p += n;
	}
}

static void print_word(const char *p, int n)
{
	printf(" %.*s", n, p);
}

int command_completion(int argc, char **argv)
{
	if (argc != 2 || strcmp(argv[1], "bash") != 0) {
		fputs("usage: zhuyi completion bash\n", stderr);
		return 2;
	}
	fputs("_zhuyi() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} words\n\tif [ \"$COMP_CWORD\" = 1 ]; then words=\"", stdout);
	for (int i = 0; i < command_count; i++) printf("%s%s", i ? " " : "", commands[i].name);
	fputs("\"; else case ${COMP_WORDS[1]} in\n", stdout);
	for (int i = 0; i < command_count; i++) {
		printf("\t%s) words=\"--help", commands[i].name);
		each_option(&commands[i], print_word);
		fputs("\" ;;\n", stdout);
	}
	fputs("\tesac; fi\n\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n}\ncomplete -o default -F _zhuyi zhuyi\n", stdout);
	return 0;
}

/* Text for roff: a leading dot or quote would be a request, a backslash an escape, a minus an ordinary hyphen. */
static void roff(const char *s)
{
	for (bool start = true; *s; start = *s++ == '\n') {
		if (start && (*s == '.' || *s == '\'')) fputs("\\&", stdout);
		if (*s == '\\') fputs("\\e", stdout);
		else if (*s == '-') fputs("\\-", stdout);
		else putchar(*s);
	}
	putchar('\n');
}

int command_man(int argc, char **argv)
{
	(void)argc, (void)argv;
	printf(".TH ZHUYI 1 \"\" \"zhuyi %s\"\n.SH NAME\nzhuyi \\- a self\\-hosted medical assistant\n.SH SYNOPSIS\n", zhuyi_version());
	for (int i = 0; i < command_count; i++) {
		fputs(".B zhuyi\n", stdout);
		roff(commands[i].usage);
		fputs(".br\n", stdout);
	}
	fputs(".SH DESCRIPTION\n", stdout);
	roff("Answers health questions in Chinese and English from a signed or sample pack of knowledge, offline, with a citation behind every "
	     "statement, and hands over to a doctor what a doctor has to decide. It does not replace a doctor.");
	fputs(".SH COMMANDS\n", stdout);
	for (int i = 0; i < command_count; i++) {
		printf(".TP\n.B %s\n", commands[i].name);
		roff(commands[i].summary);
		if (commands[i].help[0]) roff(commands[i].help);
	}
	fputs(".SH EXIT STATUS\n", stdout);
	roff("0 success; 1 input, output or the store failed, or problems were found; 2 wrong usage or a question that cannot be read.");
	return 0;
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN); /* a closed pipe or connection is an error of one write, not the end */
	if (argc < 2) return list(stderr);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) return list(stdout);
	if (strcmp(argv[1], "--version") == 0) return command_version(argc, argv);
	const struct command *c = find(argv[1]);
	if (!c) {
		fprintf(stderr, "zhuyi: no command %s; zhuyi help lists them\n", argv[1]);
		return 2;
	}
	argc--, argv++;
	if (flag(&argc, argv, "--help") || flag(&argc, argv, "-h")) return explain(c);
	return c->run(argc, argv);
}
