/* operator.c - organisations, first users and the store at rest, on the command line. */
#include "cli/cli.h"
#include "zhuyi/operator.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static void print(void *ctx, struct zhuyi_text text)
{
	(void)ctx;
	printf("%.*s\n", (int)text.n, text.p);
	fflush(stdout);
}

static int failed(const char *error)
{
	fprintf(stderr, "zhuyi: %s\n", error);
	return 1;
}

/* As `serve` does: the store holds what people said. */
static void keep_private(const struct zhuyi_options *o)
{
	umask(077);
	if (o->store == default_store) mkdir("data", 0700);
}

int command_organisation(int argc, char **argv)
{
	struct zhuyi_options o = {0};
	char error[256];
	store_options(&argc, argv, &o);
	const char *zh = option(&argc, argv, "--name-zh"), *en = option(&argc, argv, "--name-en");
	if (!no_more_options(argc, argv)) return 2;
	keep_private(&o);
	if (argc == 2 && strcmp(argv[1], "list") == 0) return zhuyi_organisations(&o, print, NULL, error) ? 0 : failed(error);
	if (argc == 3 && strcmp(argv[1], "add") == 0 && zh && en) return zhuyi_organisation_make(&o, argv[2], zh, en, error) ? 0 : failed(error);
	return fputs("usage: zhuyi organisation list | add ID --name-zh NAME --name-en NAME\n", stderr), 2;
}

int command_user(int argc, char **argv)
{
	struct zhuyi_options o = {0};
	struct zhuyi_new_user u = {0};
	char error[256], password[32];
	store_options(&argc, argv, &o);
	u.organisation = option(&argc, argv, "--organisation");
	u.role = option(&argc, argv, "--role");
	u.name_zh = option(&argc, argv, "--name-zh");
	u.name_en = option(&argc, argv, "--name-en");
	u.department = option(&argc, argv, "--department");
	u.title = option(&argc, argv, "--title");
	u.licence = option(&argc, argv, "--licence");
	if (!no_more_options(argc, argv)) return 2;
	if (argc != 3 || strcmp(argv[1], "add") != 0 || !u.role || !(u.name_zh || u.name_en))
		return fputs("usage: zhuyi user add LOGIN --role ROLE --name-zh NAME --name-en NAME …\n", stderr), 2;
	u.login = argv[2];
	if (!u.name_zh) u.name_zh = u.name_en;
	if (!u.name_en) u.name_en = u.name_zh;
	keep_private(&o);
	if (!zhuyi_user_make(&o, &u, password, error)) return failed(error);
	puts(password);
	fputs("first password above; it must be changed at the first log-in\n", stderr);
	return 0;
}

static int copy(int argc, char **argv)
{
	char error[256];
	if (argc != 4) return fputs("usage: zhuyi store copy FROM TO\n", stderr), 2;
	return zhuyi_store_copy(argv[2], argv[3], print, NULL, error) ? 0 : failed(error);
}

static int rekey(const struct zhuyi_options *o, const char *file, const char *command)
{
	char error[256];
	struct zhuyi_options to = {.master_file = file, .master_command = command};
	if (!file == !command) return fputs("usage: zhuyi store rekey --new-master-key FILE | --new-master-key-command COMMAND\n", stderr), 2;
	return zhuyi_store_rekey(o, &to, print, NULL, error) ? 0 : failed(error);
}

int command_store(int argc, char **argv)
{
	struct zhuyi_options o = {0};
	char error[256];
	store_options(&argc, argv, &o);
	const char *file = option(&argc, argv, "--new-master-key"), *command = option(&argc, argv, "--new-master-key-command");
	bool tell = flag(&argc, argv, "--print");
	if (!no_more_options(argc, argv)) return 2;
	umask(077);
	const char *what = argc > 1 ? argv[1] : "";
	if (strcmp(what, "copy") == 0) return copy(argc, argv);
	if (argc == 2 && strcmp(what, "digest") == 0) return zhuyi_store_digest(&o, print, NULL, error) ? 0 : failed(error);
	if (argc == 2 && strcmp(what, "distribute") == 0) return zhuyi_store_distribute(o.store, tell, print, NULL, error) ? 0 : failed(error);
	if (argc == 2 && strcmp(what, "rekey") == 0) return rekey(&o, file, command);
	return fputs("usage: zhuyi store copy FROM TO | digest | distribute [--print] | rekey …\n", stderr), 2;
}

int command_totp(int argc, char **argv)
{
	char code[7];
	if (argc != 2 || !zhuyi_totp(argv[1], code)) return fputs("usage: zhuyi totp SECRET (32 characters of base 32)\n", stderr), 2;
	puts(code);
	return 0;
}
