/* replay.c - main for a fuzz target without libFuzzer: runs it once over every file of the folders (or the files) given, each in a process of its own,
 * so that one crash does not hide the next. Prints TAP lines.
 *
 * usage: NAME_replay FOLDER… */
#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SECONDS_MAX = 60, FILE_MAX_BYTES = 16 << 20 };

static int count, failed;

static uint8_t *slurp(const char *path, size_t *n)
{
	FILE *in = fopen(path, "rb");
	uint8_t *all = malloc(FILE_MAX_BYTES);
	if (in && all) *n = fread(all, 1, FILE_MAX_BYTES, in);
	if (in) fclose(in);
	if (in && all) return all;
	free(all);
	return NULL;
}

/* In the child: an exact copy, so that a sanitizer sees one byte too far. Ends without the parent's exit handlers. */
static void run(const char *path)
{
	size_t n = 0;
	uint8_t *all = slurp(path, &n), *exact = malloc(n ? n : 1);
	if (!all || !exact) _exit(3);
	memcpy(exact, all, n);
	free(all);
	alarm(SECONDS_MAX);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	_exit(0);
}

static void replay_file(const char *path)
{
	int status = 0;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) run(path);
	if (child < 0 || waitpid(child, &status, 0) < 0) {
		perror("replay");
		exit(2);
	}
	count++;
	failed += status != 0;
	printf("%s %s\n", status ? "not ok" : "ok", path);
	if (WIFSIGNALED(status)) printf("# ended by signal %d%s\n", WTERMSIG(status), WTERMSIG(status) == SIGALRM ? ": it took too long" : "");
	else if (status) printf("# exit status %d\n", WEXITSTATUS(status));
}

static int visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void replay(const char *path)
{
	struct dirent **names;
	struct stat s;
	if (stat(path, &s) != 0) {
		perror(path);
		exit(2);
	}
	if (!S_ISDIR(s.st_mode)) {
		replay_file(path);
		return;
	}
	int n = scandir(path, &names, visible, alphasort);
	for (int i = 0; i < n; i++) {
		char *inner = NULL;
		if (asprintf(&inner, "%s/%s", path, names[i]->d_name) < 0) exit(2);
		replay(inner);
		free(inner);
		free(names[i]);
	}
	if (n >= 0) free(names);
}

int main(int argc, char **argv)
{
	if (argc < 2) return fprintf(stderr, "usage: %s FOLDER…\n", argv[0]), 2;
	LLVMFuzzerTestOneInput((const uint8_t *)"a", 1); /* what a target sets up, the children inherit */
	for (int i = 1; i < argc; i++) replay(argv[i]);
	printf("1..%d\n", count);
	return failed > 0;
}
