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
int command_serve(int argc, char **argv);
int command_pack(int argc, char **argv);
int command_ledger(int argc, char **argv);
int command_help(int argc, char **argv);
int command_completion(int argc, char **argv);
int command_man(int argc, char **argv);
int command_version(int argc, char **argv);

/* "--name value" or "--name=value" taken out of argv; NULL when absent. A missing value ends the program with status 2. */
const char *option(int *argc, char **argv, const char *name);
bool flag(int *argc, char **argv, const char *name);
/* False, with a message, when something is left over that starts with a dash. */
bool no_more_options(int argc, char **argv);

#endif
