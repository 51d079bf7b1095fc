#include "http/static.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Written by the build from web/dist. */
extern const char page_index_html[], page_app_js[], page_shared_js[], page_forms_js[], page_tools_js[], page_people_js[], page_care_js[],
	page_chart_js[], page_app_css[], page_tools_css[], page_people_css[], page_care_css[], page_icon_svg[];
extern const ptrdiff_t page_index_html_size, page_app_js_size, page_shared_js_size, page_forms_js_size, page_tools_js_size, page_people_js_size,
	page_care_js_size, page_chart_js_size, page_app_css_size, page_tools_css_size, page_people_css_size, page_care_css_size, page_icon_svg_size;

static const struct {
	const char *path, *type, *bytes;
	const ptrdiff_t *size;
} files[PAGES] = {
	{"/", "text/html; charset=utf-8", page_index_html, &page_index_html_size},
	{"/authorize", "text/html; charset=utf-8", page_index_html, &page_index_html_size}, /* where a program sends its person to */
	{"/outside", "text/html; charset=utf-8", page_index_html, &page_index_html_size},   /* where a log-in from outside comes back to */
	{"/app.js", "text/javascript; charset=utf-8", page_app_js, &page_app_js_size},
	{"/shared.js", "text/javascript; charset=utf-8", page_shared_js, &page_shared_js_size},
	{"/forms.js", "text/javascript; charset=utf-8", page_forms_js, &page_forms_js_size},
	{"/tools.js", "text/javascript; charset=utf-8", page_tools_js, &page_tools_js_size},
	{"/people.js", "text/javascript; charset=utf-8", page_people_js, &page_people_js_size},
	{"/care.js", "text/javascript; charset=utf-8", page_care_js, &page_care_js_size},
	{"/chart.js", "text/javascript; charset=utf-8", page_chart_js, &page_chart_js_size},
	{"/app.css", "text/css; charset=utf-8", page_app_css, &page_app_css_size},
	{"/tools.css", "text/css; charset=utf-8", page_tools_css, &page_tools_css_size},
	{"/people.css", "text/css; charset=utf-8", page_people_css, &page_people_css_size},
	{"/care.css", "text/css; charset=utf-8", page_care_css, &page_care_css_size},
	{"/icon.svg", "image/svg+xml", page_icon_svg, &page_icon_svg_size},
};

static const char policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
			     "frame-ancestors 'none'; form-action 'self'";

/* FNV-1a: the tag only has to change when the bytes do. */
static uint64_t hash(const char *p, ptrdiff_t n)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (ptrdiff_t i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * 0x100000001b3u;
	return h;
}

static struct MHD_Response *response(const char *bytes, ptrdiff_t n, const char *type, const char *tag)
{
	struct MHD_Response *r = MHD_create_response_from_buffer((size_t)n, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT);
	if (!r) return NULL;
	if (n) MHD_add_response_header(r, "Content-Type", type);
	MHD_add_response_header(r, "Content-Security-Policy", policy);
	MHD_add_response_header(r, "ETag", tag);
	MHD_add_response_header(r, "Cache-Control", "no-cache");
	MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(r, "Referrer-Policy", "no-referrer");
	MHD_add_response_header(r, "Cross-Origin-Resource-Policy", "same-origin");
	return r;
}

bool page_open(struct page pages[PAGES])
{
	for (int i = 0; i < PAGES; i++) {
		struct page *p = &pages[i];
		p->path = files[i].path;
		p->size = (size_t)*files[i].size;
		snprintf(p->tag, sizeof p->tag, "\"%016llx\"", (unsigned long long)hash(files[i].bytes, *files[i].size));
		p->whole = response(files[i].bytes, *files[i].size, files[i].type, p->tag);
		p->the_same = response("", 0, files[i].type, p->tag);
		if (!p->whole || !p->the_same) return false;
	}
	return true;
}

void page_close(struct page pages[PAGES])
{
	for (int i = 0; i < PAGES; i++) {
		if (pages[i].whole) MHD_destroy_response(pages[i].whole);
		if (pages[i].the_same) MHD_destroy_response(pages[i].the_same);
	}
}
