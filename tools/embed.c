/* embed.c - run at build time: embed NAME FILE writes C source that holds the bytes of FILE as NAME[] and NAME_size. */
#include <stdio.h>

int main(int argc, char **argv)
{
	if (argc != 3) return 2;
	FILE *in = fopen(argv[2], "rb");
	if (!in) return perror(argv[2]), 1;
	printf("#include <stddef.h>\nextern const char %s[];\nextern const ptrdiff_t %s_size;\nconst char %s[] = {", argv[1], argv[1], argv[1]);
	long n = 0;
	for (int c; (c = getc(in)) != EOF; n++) printf("%s%d,", n % 32 ? "" : "\n", c < 128 ? c : c - 256);
	printf("0};\nconst ptrdiff_t %s_size = %ld;\n", argv[1], n);
	return fclose(in) || fflush(stdout);
}
