#include "lock.h"

#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static bool limit(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit r = {most, most};
	return setrlimit(what, &r) == 0;
}

/* Memory may be mapped, never run: without PROT_EXEC. */
static bool allow_memory(scmp_filter_ctx f)
{
	return seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

static bool filter(void)
{
	static const int calls[] = {
		SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(fstat),        SCMP_SYS(lseek),        SCMP_SYS(close),
		SCMP_SYS(munmap),        SCMP_SYS(mremap),       SCMP_SYS(brk),          SCMP_SYS(madvise),      SCMP_SYS(futex),
		SCMP_SYS(exit),          SCMP_SYS(exit_group),   SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),    SCMP_SYS(sched_yield),  SCMP_SYS(sched_getaffinity),
		SCMP_SYS(getpid),        SCMP_SYS(gettid),
	};
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = f && allow_memory(f);
	/* So that a library which gives up says so with SIGABRT. */
	ok = ok && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) == 0;
	for (unsigned i = 0; ok && i < sizeof calls / sizeof *calls; i++) ok = seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 0) == 0;
	ok = ok && seccomp_load(f) == 0;
	if (f) seccomp_release(f);
	return ok;
}

bool lock_down(void)
{
	return limit(RLIMIT_AS, (rlim_t)LOCK_MEMORY_MIB << 20) && limit(RLIMIT_CPU, LOCK_CPU_S) && limit(RLIMIT_NOFILE, 3) &&
	       limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0) && prctl(PR_SET_DUMPABLE, 0) == 0 &&
	       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && filter();
}
