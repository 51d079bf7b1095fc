/* master_ask.c - the master key from a command's first line. */
#include "vault/master_int.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 128, LOOK_MS = 5, STATUS_UNKNOWN = 255 << 8 };

struct command {
	pid_t pid;
	int out; /* its standard output; -1 once it was closed */
	char line[LINE_MAX_BYTES];
	ptrdiff_t n;
	bool line_ended;
	int status; /* as waitpid tells it */
};

/* A process group of its own, so that what the command started in turn can be ended with it. */
static int start(struct command *c, const char *text)
{
	int ends[2];
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, usual;
	char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char *)(uintptr_t)text, NULL};
	if (pipe2(ends, O_CLOEXEC) < 0) return errno;
	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE); /* a server ignores it; the command should not inherit that */
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, ends[1], 1);
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&how, 0);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &usual);
	int why = posix_spawn(&c->pid, "/bin/sh", &files, &how, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	close(ends[1]);
	c->out = ends[0];
	if (why) close(ends[0]);
	return why;
}

/* Takes what has arrived; of the first line only what could be a key and a little more. The rest is read and forgotten. */
static void take(struct command *c)
{
	char room[512];
	ssize_t got = read(c->out, room, sizeof room);
	if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
	for (ssize_t i = 0; i < got && !c->line_ended; i++) {
		if (room[i] == '\n') c->line_ended = true;
		else if (c->n < LINE_MAX_BYTES) c->line[c->n++] = room[i];
	}
	sodium_memzero(room, sizeof room);
	if (got > 0) return;
	close(c->out);
	c->out = -1;
}

/* Until it has ended and its output is taken. What it left running in the background may keep the output open: nobody waits for that. False: too late. */
static bool wait_for(struct command *c, int64_t limit_ms)
{
	int64_t end_us = clock_monotonic_us() + limit_ms * 1000;
	for (bool ended = false; !ended;) {
		struct pollfd p = {.fd = c->out, .events = POLLIN};
		ended = waitpid(c->pid, &c->status, WNOHANG) != 0;
		while (poll(&p, 1, ended ? 0 : LOOK_MS) > 0 && p.revents && c->out >= 0 && clock_monotonic_us() < end_us) {
			take(c);
			p.fd = c->out;
			if (!ended) break;
		}
		if (!ended && clock_monotonic_us() >= end_us) return false;
	}
	return true;
}

static void stop(struct command *c)
{
	kill(-c->pid, SIGKILL);
	while (waitpid(c->pid, &c->status, 0) < 0 && errno == EINTR) continue;
}

static struct master *judge(struct command *c, bool in_time, int64_t limit_ms, struct fail *fail)
{
	static const char what[] = "the command for the master key";
	if (!in_time) return fail_set(fail, RC_TIMEOUT, "master_ask", "%s: timed out after %lld ms", what, (long long)limit_ms), NULL;
	int code = WIFEXITED(c->status) ? WEXITSTATUS(c->status) : 128 + WTERMSIG(c->status); /* as a shell says it */
	if (code) return fail_set(fail, RC_UPSTREAM, "master_ask", "%s: command failed with %d", what, code), NULL;
	return master_from_line(str_trim((str){c->line, c->n}), what, fail);
}

struct master *master_ask(const char *command, int64_t limit_ms, struct fail *fail)
{
	struct command c = {.out = -1, .status = STATUS_UNKNOWN}; /* stays so where somebody else waits for all children */
	int why = start(&c, command);
	if (why) return fail_set(fail, RC_IO, "master_ask", "/bin/sh: %s", strerror(why)), NULL;
	bool in_time = wait_for(&c, limit_ms);
	if (!in_time) stop(&c);
	if (c.out >= 0) close(c.out);
	struct master *m = judge(&c, in_time, limit_ms, fail);
	sodium_memzero(c.line, sizeof c.line);
	return m;
}
