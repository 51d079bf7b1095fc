/* cli.h - the command line. Includes nothing of the project but zhuyi.h, and http.h for `serve`. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "zhuyi.h"

struct command {
	const char *name, *usage, *summary, *help;
	int (*run)(int argc, char **argv); /* argv[0] is the command's name */
};

extern const struct command commands[];
extern const int command_count;

int command_ask(int argc, char **argv);
int command_triage(int argc, char **argv);
int command_calc(int argc, char **argv);
int command_units(int argc, char **argv);
int command_labs(int argc, char **argv);
int command_rx(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_pack(int argc, char **argv);
int command_ledger(int argc, char **argv);
int command_retention(int argc, char **argv);
int command_organisation(int argc, char **argv);
int command_user(int argc, char **argv);
int command_store(int argc, char **argv);
int command_totp(int argc, char **argv);
int command_help(int argc, char **argv);
int command_completion(int argc, char **argv);
int command_man(int argc, char **argv);
int command_version(int argc, char **argv);

/* engines.c: a library without a store; each line of standard input through an engine; one line through it, printing `field` of the reply and
 * below it `also` (unless NULL or empty), or, with json, all of it: 2 when there is no `field`. They return exit statuses. */
struct zhuyi *open_engines(const char *pack);
int filter_lines(struct zhuyi *z, const char *engine);
int one_line(struct zhuyi *z, const char *engine, const char *line, const char *field, const char *also, bool json);
/* n bytes of text as a JSON string; `out` holds 6 n + 2. Returns its length. */
size_t json_string(char *out, const char *text, size_t n);
/* engines.c: JSON Lines or one text from the arguments; one line of JSON; a JSON object {key: text} on the heap, NULL without memory. */
int engine_command(int argc, char **argv, const char *engine, const char *key, const char *field);
int engine_once(const char *engine, const char *pack, const char *line, const char *field, bool json);
char *engine_quoted(const char *key, const char *text);

/* "--name value" or "--name=value" taken out of argv; NULL when absent. A missing value ends the program with status 2. */
const char *option(int *argc, char **argv, const char *name);
bool flag(int *argc, char **argv, const char *name);
/* False, with a message, when something is left over that starts with a dash. */
bool no_more_options(int argc, char **argv);

/* --store --pack --keys --master-key --master-key-command, as every command takes them that opens a store. */
void store_options(int *argc, char **argv, struct zhuyi_options *o);
extern const char default_store[];

#endif
