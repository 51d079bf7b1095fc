#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_read(str *out, const char *path, ptrdiff_t max, struct arena *perm, struct fail *fail)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	bool ok = false;
	if (fd < 0) return fail_set(fail, errno == ENOENT ? RC_MISSING : RC_IO, "file_read", "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		fail_set(fail, RC_IO, "file_read", "%s: not a file", path);
		goto out;
	}
	if (st.st_size > max) {
		fail_set(fail, RC_LIMIT, "file_read", "%s: %lld bytes, at most %td are read", path, (long long)st.st_size, max);
		goto out;
	}
	char *p = arena_alloc(perm, 1, 1, st.st_size + 1);
	ptrdiff_t n = 0;
	while (n < st.st_size) {
		ssize_t got = read(fd, p + n, (size_t)(st.st_size - n));
		if (got < 0 && errno == EINTR) continue;
		if (got < 0) {
			fail_set(fail, RC_IO, "file_read", "%s: %s", path, strerror(errno));
			goto out;
		}
		if (got == 0) break;
		n += got;
	}
	*out = (str){p, n};
	ok = true;
out:
	close(fd);
	return ok;
}

bool file_write(const char *path, str bytes, unsigned mode, struct fail *fail)
{
	char temporary[4096];
	bool ok = false;
	if (snprintf(temporary, sizeof temporary, "%s.new", path) >= (int)sizeof temporary)
		return fail_set(fail, RC_INPUT, "file_write", "path too long");
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
	if (fd < 0) return fail_set(fail, RC_IO, "file_write", "%s: %s", temporary, strerror(errno));
	for (ptrdiff_t n = 0; n < bytes.n;) {
		ssize_t put = write(fd, bytes.p + n, (size_t)(bytes.n - n));
		if (put < 0 && errno == EINTR) continue;
		if (put < 0) goto out;
		n += put;
	}
	ok = fsync(fd) == 0;
out:
	ok = close(fd) == 0 && ok && rename(temporary, path) == 0;
	if (!ok) {
		fail_set(fail, RC_IO, "file_write", "%s: %s", path, strerror(errno));
		unlink(temporary);
	}
	return ok;
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

bool file_names(struct file_list *out, const char *folder, str suffix, struct arena *perm, struct fail *fail)
{
	*out = (struct file_list){0};
	DIR *dir = opendir(folder);
	if (!dir) return errno == ENOENT ? true : fail_set(fail, RC_IO, "file_names", "%s: %s", folder, strerror(errno));
	for (struct dirent *entry; (entry = readdir(dir));) {
		str name = str_from(entry->d_name);
		if (name.p[0] != '.' && str_ends(name, suffix)) *ARENA_PUSH(perm, out) = str_copy(perm, name);
	}
	closedir(dir);
	if (out->n) qsort(out->v, (size_t)out->n, sizeof *out->v, by_name);
	return true;
}
