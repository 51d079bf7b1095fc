/* arena.h - memory that is freed all at once.
 *
 * An arena is a reserved address range handed out from the front; only touched pages cost memory. One arena serves one request
 * (or one long-lived thing such as the library). A copy of the struct taken by value is a scratch arena: what is allocated from the
 * copy is forgotten when the copy goes out of scope. Memory is zeroed. An allocation never returns NULL: when the range is used up the arena jumps to
 * its recovery point (`full`), or stops the program when it has none. One thread at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

struct arena {
	char *beg;
	char *end;
	jmp_buf *full; /* recovery point, or NULL */
};

/* Reserves `cap` bytes; NULL range (arena.beg == NULL) when the system refuses. */
struct arena arena_create(ptrdiff_t cap);

/* The same for memory that is touched once and given back soon: in large pages where the system has them, which cost far fewer faults. */
struct arena arena_create_temporary(ptrdiff_t cap);

/* Gives the whole range back. `a` is the arena as created (not a scratch copy that moved on). */
void arena_destroy(struct arena whole);

/* `count` zeroed objects of `size` bytes aligned to `align` (a power of two). */
void *arena_alloc(struct arena *a, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count);

#define ARENA_NEW(a, type, count) ((type *)arena_alloc((a), (ptrdiff_t)sizeof(type), (ptrdiff_t) _Alignof(type), (count)))

/* A dynamic array on an arena: struct { T *v; ptrdiff_t n, cap; }. PUSH grows it by doubling and yields a pointer to the new last item. */
#define ARENA_PUSH(a, vec) \
	((vec)->n < (vec)->cap ? &(vec)->v[(vec)->n++] \
			       : (arena_grow((a), (vec), (ptrdiff_t)sizeof(*(vec)->v), (ptrdiff_t) _Alignof(max_align_t)), &(vec)->v[(vec)->n++]))

void arena_grow(struct arena *a, void *vec, ptrdiff_t size, ptrdiff_t align);

#endif
