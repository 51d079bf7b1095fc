/* bad_reader.c - a reader of photos that has been taken over: locked in as the real one, it then does what the "picture" says. */
#include "../../helpers/zhuyi-ingest/lock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static int say(const char *text, int status)
{
	return write(1, text, strlen(text)) < 0 ? 9 : status;
}

static void endless_output(void)
{
	static char page[1 << 16];
	memset(page, ' ', sizeof page);
	while (write(1, page, sizeof page) > 0) continue;
}

static int much_memory(void)
{
	char *volatile p = malloc((size_t)4 << 30); /* or the compiler leaves it out */
	if (p) memset(p, 1, (size_t)4 << 30);
	return p ? say("{\"got\":\"4 GiB\"}", 0) : say("{\"error\":\"memory\"}", 3);
}

int main(void)
{
	char what[32] = "";
	char *none[] = {NULL};
	if (!lock_down()) return 4;
	if (read(0, what, sizeof what - 1) < 0) return 9;
	if (!strcmp(what, "socket")) return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? say("{\"got\":\"socket\"}", 0) : 8;
	if (!strcmp(what, "file")) return open("/etc/passwd", O_RDONLY) >= 0 ? say("{\"got\":\"file\"}", 0) : 8;
	if (!strcmp(what, "new file")) return open("/tmp/zhuyi-bad", O_CREAT | O_WRONLY, 0600) >= 0 ? say("{\"got\":\"file\"}", 0) : 8;
	if (!strcmp(what, "exec")) return execve("/bin/true", none, none), 8;
	if (!strcmp(what, "fork")) return fork() == 0 ? 0 : say("{\"got\":\"child\"}", 0);
	if (!strcmp(what, "code")) return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ? 8 : 7;
	if (!strcmp(what, "memory")) return much_memory();
	if (!strcmp(what, "output")) endless_output();
	if (!strcmp(what, "silent")) close(1);
	if (!strcmp(what, "loop") || !strcmp(what, "silent"))
		for (volatile unsigned n = 0;; n++) continue;
	if (!strcmp(what, "abort")) abort();
	if (!strcmp(what, "nothing")) return 0;
	if (!strcmp(what, "words")) return say("no JSON at all", 0);
	return say("{\"width\":10,\"height\":10,\"character\":36,\"cells\":[]}", 0);
}
