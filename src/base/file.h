/* file.h - whole files and folders. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/fail.h"

/* The bytes of a file of at most `max` bytes, owned by `perm`. */
bool file_read(str *out, const char *path, ptrdiff_t max, struct arena *perm, struct fail *fail);

/* Writes to a temporary name in the same folder, syncs, renames. */
bool file_write(const char *path, str bytes, unsigned mode, struct fail *fail);

struct file_list {
	str *v;
	ptrdiff_t n, cap;
};
/* Names (not paths) in a folder that end in `suffix`, sorted by bytes, hidden ones left out. A missing folder gives an empty list. */
bool file_names(struct file_list *out, const char *folder, str suffix, struct arena *perm, struct fail *fail);

#endif
