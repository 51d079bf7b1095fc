/* static.h - the page, which lives inside the program. */
#ifndef HTTP_STATIC_H
#define HTTP_STATIC_H

#include <microhttpd.h>
#include <stdbool.h>

enum { PAGES = 15 };

struct page {
	const char *path;
	size_t size;
	char tag[24];                          /* ETag with its quotes */
	struct MHD_Response *whole, *the_same; /* 200 and 304, shared by all requests */
};

bool page_open(struct page pages[PAGES]); /* false: no memory */
void page_close(struct page pages[PAGES]);

#endif
