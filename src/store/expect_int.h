/* expect_int.h - for tests of the store: what must go well, and what must fail and how. `f` is the struct fail to pass. */
#ifndef STORE_EXPECT_INT_H
#define STORE_EXPECT_INT_H

#define WELL(x) \
	do { \
		struct fail f = {0}; \
		if (!(x)) fail_msg("%s: %s %s", #x, rc_name(f.rc), f.what); \
	} while (0)

#define ILL(code, x) \
	do { \
		struct fail f = {0}; \
		if (x) fail_msg("%s: was done", #x); \
		if (f.rc != (code)) fail_msg("%s: %s %s", #x, rc_name(f.rc), f.what); \
	} while (0)

#endif
