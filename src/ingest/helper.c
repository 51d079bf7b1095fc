/* helper.c - runs the reader on one picture: a process of its own, with nothing open but the picture and a pipe, watched until it has ended. */
#include "ingest/ingest.h"

#include "base/clock.h"
#include "base/json.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_MS = 4, EXIT_PICTURE = 3, EXIT_SETUP = 4, STATUS_UNKNOWN = 255 << 8 };

enum how { ENDED, TOO_LONG, TOO_MUCH };

struct run {
	pid_t pid;
	int out, status;
	int64_t deadline_us;
	struct sb *said;
};

/* The picture as a file without a name, which ends with its last descriptor. -1 with errno. */
static int picture_file(str picture)
{
	int fd = memfd_create("picture", MFD_CLOEXEC);
	for (ptrdiff_t at = 0; fd >= 0 && at < picture.n;) {
		ssize_t n = write(fd, picture.p + at, (size_t)(picture.n - at));
		if (n < 0 && errno == EINTR) continue;
		if (n <= 0) return close(fd), -1;
		at += n;
	}
	if (fd >= 0 && lseek(fd, 0, SEEK_SET) < 0) return close(fd), -1;
	return fd;
}

/* In its own process group, at /, with an environment of one line, every signal as usual, and no descriptor but the three. */
static int start(struct run *r, const char *path, int picture)
{
	int ends[2];
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, usual;
	char *argv[] = {(char[]){"zhuyi-ingest"}, NULL}, *environment[] = {(char[]){"OMP_THREAD_LIMIT=1"}, NULL};
	if (pipe2(ends, O_CLOEXEC) < 0) return errno;
	sigemptyset(&none);
	sigfillset(&usual);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, picture, 0);
	posix_spawn_file_actions_adddup2(&files, ends[1], 1);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&files, 3);
	posix_spawn_file_actions_addchdir_np(&files, "/");
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&how, 0);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &usual);
	int why = posix_spawn(&r->pid, path, &files, &how, argv, environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	close(ends[1]);
	r->out = ends[0];
	if (why) close(ends[0]);
	return why;
}

static int left_ms(const struct run *r)
{
	int64_t us = r->deadline_us - clock_monotonic_us();
	return us <= 0 ? 0 : (int)(us / 1000) + 1;
}

/* Takes what it says until it stops saying anything. */
static enum how listen_to(struct run *r)
{
	char room[8192];
	for (;;) {
		struct pollfd p = {.fd = r->out, .events = POLLIN};
		int ms = left_ms(r), ready = ms ? poll(&p, 1, ms) : 0;
		if (ready < 0 && errno == EINTR) continue;
		if (ready <= 0) return TOO_LONG;
		ssize_t n = read(r->out, room, sizeof room);
		if (n < 0 && errno == EINTR) continue;
		if (n <= 0) return ENDED;
		if (r->said->n + n > INGEST_OUTPUT_MAX) return TOO_MUCH;
		sb_add(r->said, (str){room, n});
	}
}

/* Until it is gone, by itself or by us. It has no children: it may not make any. */
static enum how wait_for(struct run *r, enum how how)
{
	for (;;) {
		if (how != ENDED) kill(r->pid, SIGKILL);
		pid_t got = waitpid(r->pid, &r->status, how == ENDED ? WNOHANG : 0);
		if (got == r->pid) return how;
		if (got < 0 && errno != EINTR) return r->status = STATUS_UNKNOWN, how;
		if (how == ENDED && !left_ms(r)) how = TOO_LONG;
		else if (how == ENDED) poll(NULL, 0, LOOK_MS);
	}
}

static bool refused(str said, struct arena scratch, struct fail *fail)
{
	static const struct {
		str why;
		const char *words;
	} rows[] = {{{"kind", 4}, "the picture is neither PNG nor JPEG"},
		    {{"size", 4}, "the picture is too small or too large: 80 to 12,000 px a side, at most 40 million px"},
		    {{"blank", 5}, "no text was found on the picture"},
		    {{"memory", 6}, "the picture needs too much memory"},
		    {{"empty", 5}, "the picture is empty"}};
	jv v = NULL;
	struct fail ignored = {0};
	str why = json_parse(&v, said, 4, &ignored) ? str_copy(&scratch, json_str(v, "error")) : S("");
	json_free(v);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (str_eq(why, rows[i].why)) return fail_set(fail, RC_INPUT, "ingest", "%s", rows[i].words);
	return fail_set(fail, RC_INPUT, "ingest", "the picture is damaged");
}

static bool judge(const struct run *r, enum how how, struct arena scratch, struct fail *fail)
{
	if (how == TOO_LONG) return fail_set(fail, RC_TIMEOUT, "ingest", "reading the picture took too long and was stopped");
	if (how == TOO_MUCH) return fail_set(fail, RC_LIMIT, "ingest", "the reader wrote too much and was stopped");
	if (WIFSIGNALED(r->status) && WTERMSIG(r->status) == SIGSYS)
		return fail_set(fail, RC_UPSTREAM, "ingest", "the reader tried what it must not and was stopped");
	if (WIFSIGNALED(r->status) && (WTERMSIG(r->status) == SIGXCPU || WTERMSIG(r->status) == SIGKILL))
		return fail_set(fail, RC_TIMEOUT, "ingest", "reading the picture took too long and was stopped");
	if (WIFSIGNALED(r->status)) return fail_set(fail, RC_UPSTREAM, "ingest", "the reader broke off (signal %d)", WTERMSIG(r->status));
	if (WEXITSTATUS(r->status) == EXIT_PICTURE) return refused(sb_str(r->said), scratch, fail);
	if (WEXITSTATUS(r->status) == EXIT_SETUP)
		return fail_set(fail, RC_UPSTREAM, "ingest", "the reader lacks its trained data or cannot be locked in");
	if (WEXITSTATUS(r->status)) return fail_set(fail, RC_UPSTREAM, "ingest", "the reader failed (exit %d)", WEXITSTATUS(r->status));
	return true;
}

static bool run(struct ingest_helper *h, struct sb *said, str picture, struct arena *perm, struct fail *fail)
{
	struct run r = {.deadline_us = clock_monotonic_us() + (h->wall_ms ? h->wall_ms : INGEST_WALL_MS) * INT64_C(1000), .said = said};
	int file = picture_file(picture);
	if (file < 0) return fail_set(fail, RC_LIMIT, "ingest", "no memory for the picture");
	int why = start(&r, h->path, file);
	close(file);
	if (why == ENOENT || why == EACCES) return fail_set(fail, RC_UPSTREAM, "ingest", "photo reading is not installed");
	if (why) return fail_set(fail, RC_UPSTREAM, "ingest", "the reader cannot be started (error %d)", why);
	enum how how = wait_for(&r, listen_to(&r));
	close(r.out);
	return judge(&r, how, *perm, fail);
}

static bool read_picture(void *ctx, str *json, str picture, struct arena *perm, struct fail *fail)
{
	struct ingest_helper *h = ctx;
	struct sb said = sb_new(perm, INGEST_OUTPUT_MAX); /* all of it now: no jump out of memory while a process runs */
	if (atomic_fetch_add(&h->running, 1) >= (h->at_once ? h->at_once : INGEST_AT_ONCE)) {
		atomic_fetch_sub(&h->running, 1);
		return fail_set(fail, RC_BUSY, "ingest", "other pictures are being read; try again in a few seconds");
	}
	bool ok = run(h, &said, picture, perm, fail);
	atomic_fetch_sub(&h->running, 1);
	*json = sb_str(&said);
	return ok;
}

struct ingest ingest_by_helper(struct ingest_helper *helper)
{
	return (struct ingest){read_picture, helper};
}
