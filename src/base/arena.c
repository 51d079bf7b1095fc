#include "base/arena.h"

#include "base/check.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

struct arena arena_create(ptrdiff_t cap)
{
	struct arena a = {0};
	void *p = mmap(NULL, (size_t)cap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED) return a;
	a.beg = p;
	a.end = a.beg + cap;
	return a;
}

struct arena arena_create_temporary(ptrdiff_t cap)
{
	struct arena a = arena_create(cap);
	if (a.beg) madvise(a.beg, (size_t)cap, MADV_HUGEPAGE); /* advice: without large pages it works as before */
	return a;
}

void arena_destroy(struct arena whole)
{
	if (whole.beg) munmap(whole.beg, (size_t)(whole.end - whole.beg));
}

void *arena_alloc(struct arena *a, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
{
	ASSERT(count >= 0 && size > 0);
	ptrdiff_t pad = -(ptrdiff_t)((uintptr_t)a->beg & (uintptr_t)(align - 1));
	if (pad < 0) pad += align;
	if (count > (a->end - a->beg - pad) / size) {
		ASSERT(a->full); /* no recovery point: the program was given too little memory to start */
		longjmp(*a->full, 1);
	}
	char *p = a->beg + pad;
	a->beg = p + count * size;
	return memset(p, 0, (size_t)(count * size));
}

void arena_grow(struct arena *a, void *vec, ptrdiff_t size, ptrdiff_t align)
{
	struct {
		char *v;
		ptrdiff_t n, cap;
	} now;
	memcpy(&now, vec, sizeof now);
	ptrdiff_t cap = now.cap ? now.cap * 2 : 8;
	bool last = now.cap && now.v + now.cap * size == a->beg;
	if (last) {
		arena_alloc(a, size, 1, cap - now.cap); /* nothing stands behind it: it grows where it is */
	} else {
		char *v = arena_alloc(a, size, align, cap);
		if (now.n) memcpy(v, now.v, (size_t)(now.n * size));
		now.v = v;
	}
	now.cap = cap;
	memcpy(vec, &now, sizeof now);
}
