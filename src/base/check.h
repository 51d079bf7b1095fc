/* check.h - ASSERT: a programmer's error stops the program, in production too. Cheap enough to leave on. */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#define ASSERT(cond) ((cond) ? (void)0 : check_failed(#cond, __FILE__, __LINE__))
#define COUNT(array) ((ptrdiff_t)(sizeof(array) / sizeof((array)[0])))

/* Prints the condition and its place to standard error and aborts. */
_Noreturn void check_failed(const char *cond, const char *file, int line);

#endif
