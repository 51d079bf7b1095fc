/* suite.c - every file of JSONTestSuite through the parser, as TAP:  json_suite third_party/JSONTestSuite
 * y_ must be taken, n_ must be refused, i_ may be either; all must come back. */
#include "base/check.h"
#include "base/file.h"
#include "base/json.h"
#include "base/json_check.h"

#include <stdio.h>

enum { MEMORY = 1 << 26, FILE_MAX = 1 << 20, DEPTH = JSON_DEPTH_MAX };

int main(int argc, char **argv)
{
	struct arena a = arena_create(MEMORY);
	struct file_list names = {0};
	struct fail fail = {0};
	int failed = 0, count = 0, taken = 0;
	if (argc != 2 || !a.beg || !file_names(&names, argv[1], S(".json"), &a, &fail)) return 2;
	for (ptrdiff_t i = 0; i < names.n; i++) {
		struct arena scratch = a;
		struct fail why = {0};
		struct sb path = sb_new(&scratch, 256);
		str name = names.v[i], text;
		jv v;
		sb_fmt(&path, "%s/" STR_FMT, argv[1], STR_ARG(name));
		ASSERT(file_read(&text, str_c(&scratch, sb_str(&path)), FILE_MAX, &scratch, &why));
		bool read = json_parse(&v, text, DEPTH, &why);
		json_free(v);
		bool good = name.p[0] == 'y' ? read : name.p[0] == 'n' ? !read : name.p[0] == 'i';
		failed += !good;
		taken += read;
		printf("%s %d - " STR_FMT " %s\n", good ? "ok" : "not ok", ++count, STR_ARG(name), read ? "taken" : why.what);
	}
	printf("1..%d\n# %d taken\n", count, taken);
	arena_destroy(a);
	return failed || !count;
}
