/* lock.h - what this process gives up before it looks at a picture: files, network, programs, memory and time without end. */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>

enum { LOCK_MEMORY_MIB = 1024, LOCK_CPU_S = 60 };

/* From here on the process can read and write what is open, ask for memory up to LOCK_MEMORY_MIB and end; any other system call kills it (SIGSYS), as does
 * LOCK_CPU_S of computing (SIGXCPU). There is no way back. False, and nothing may be read, when the system cannot do that. */
bool lock_down(void);

#endif
