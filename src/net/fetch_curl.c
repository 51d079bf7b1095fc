/* The client over libcurl. Only its header is needed to build; the library itself is loaded at the first request, since it and what it needs take
 * several MiB that a server without outside log-in should not carry. */
#include "net/fetch.h"

#include "base/check.h"
#include "base/clock.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#define CURL_CALLS(X) \
	X(global_init) X(easy_init) X(easy_setopt) X(easy_perform) X(easy_getinfo) X(easy_cleanup) X(easy_strerror) X(slist_append) X(slist_free_all)

static struct {
#define X(name) typeof(curl_##name) *name;
	CURL_CALLS(X)
#undef X
} curl;

/* Either flavour will do; the first shares GnuTLS with the HTTP server. */
static const char *const libraries[] = {"libcurl-gnutls.so.4", "libcurl.so.4"};

static void *open_library(struct fail *fail)
{
	for (ptrdiff_t i = 0; i < COUNT(libraries); i++) {
		void *library = dlopen(libraries[i], RTLD_NOW | RTLD_LOCAL);
		if (library) return library;
	}
	fail_set(fail, RC_UPSTREAM, "fetch_curl", "libcurl is not installed; log-in from outside needs the package libcurl3-gnutls");
	return NULL;
}

bool fetch_curl_there(struct fail *fail)
{
	void *library = open_library(fail);
	return library && dlclose(library) == 0;
}

static bool load_locked(struct fail *fail)
{
	typeof(curl) found;
	void *library = open_library(fail);
	if (!library) return false;
#define X(name) \
	*(void **)&found.name = dlsym(library, "curl_" #name); \
	if (!found.name) return fail_set(fail, RC_UPSTREAM, "fetch_curl", "libcurl has no curl_" #name);
	CURL_CALLS(X)
#undef X
	if (found.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return fail_set(fail, RC_UPSTREAM, "fetch_curl", "libcurl does not start");
	curl = found;
	return true;
}

/* Tried again at each request until it succeeds, so that installing the package is enough. Stays loaded afterwards. */
static bool load(struct fail *fail)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&lock);
	bool ok = curl.easy_init || load_locked(fail);
	pthread_mutex_unlock(&lock);
	return ok;
}

/* What arrives goes into memory taken from the arena beforehand: inside libcurl nothing may jump to the arena's recovery point. */
struct sink {
	char *p;
	ptrdiff_t n, max;
	bool full;
};

static size_t receive(char *bytes, size_t size, size_t count, void *ctx)
{
	struct sink *sink = ctx;
	size_t n = size * count;
	if (n > (size_t)(sink->max - sink->n)) {
		sink->full = true;
		return 0;
	}
	memcpy(sink->p + sink->n, bytes, n);
	sink->n += (ptrdiff_t)n;
	return n;
}

/* "Name: value" of each header, made before libcurl holds anything. */
static void header_lines(const char *line[FETCH_HEADERS_MAX + 1], const struct fetch_request *request, struct arena *perm)
{
	for (int i = 0; i < FETCH_HEADERS_MAX && request->header[i].name; i++) {
		struct sb text = sb_new(perm, 256);
		sb_fmt(&text, "%s: ", request->header[i].name);
		sb_add(&text, request->header[i].value);
		sb_byte(&text, 0);
		line[i] = text.p;
	}
}

static struct curl_slist *headers_of(const char *const *line)
{
	struct curl_slist *list = NULL, *more;
	for (; *line && (more = curl.slist_append(list, *line)); line++) list = more;
	return list;
}

static void set_up(CURL *easy, const struct fetch_request *request, const char *url, const struct fetch_options *options, struct sink *sink,
		   struct curl_slist *headers)
{
	int64_t left_ms = (request->deadline_us - clock_monotonic_us()) / 1000;
	curl.easy_setopt(easy, CURLOPT_URL, url);
	curl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, str_starts(request->url, S("http://")) ? "http" : "https");
	curl.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl.easy_setopt(easy, CURLOPT_PROXY, options->proxy ? options->proxy : ""); /* "" also keeps the environment out */
	curl.easy_setopt(easy, CURLOPT_NOPROXY, "");
	curl.easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl.easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl.easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (options->ca_file) curl.easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
	curl.easy_setopt(easy, CURLOPT_TIMEOUT_MS, left_ms > 0 ? (long)left_ms : 1L);
	curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl.easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl.easy_setopt(easy, CURLOPT_USERAGENT, "zhuyi/" ZHUYI_VERSION);
	curl.easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
	curl.easy_setopt(easy, CURLOPT_WRITEDATA, sink);
	if (strcmp(request->method, "POST") == 0) {
		curl.easy_setopt(easy, CURLOPT_POST, 1L);
		curl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)request->body.n);
		curl.easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.n ? request->body.p : "");
	}
}

static bool failed(CURLcode code, const struct sink *sink, const struct fetch_request *request, struct fail *fail)
{
	str host = fetch_host(request->url);
	if (sink->full) return fail_set(fail, RC_LIMIT, "fetch_curl", STR_FMT " sent more than %td bytes", STR_ARG(host), sink->max);
	if (code == CURLE_OPERATION_TIMEDOUT) return fail_set(fail, RC_TIMEOUT, "fetch_curl", STR_FMT " did not answer in time", STR_ARG(host));
	return fail_set(fail, RC_UPSTREAM, "fetch_curl", STR_FMT ": %s", STR_ARG(host), curl.easy_strerror(code));
}

static bool curl_send(void *ctx, struct fetch_reply *out, const struct fetch_request *request, struct arena *perm, struct fail *fail)
{
	static const struct fetch_options none;
	const struct fetch_options *options = ctx ? ctx : &none;
	char type[FETCH_TYPE_MAX] = "";
	const char *url = str_c(perm, request->url), *sent_type = NULL, *line[FETCH_HEADERS_MAX + 1] = {NULL};
	struct sink sink = {ARENA_NEW(perm, char, request->max_bytes), 0, request->max_bytes, false};
	long status = 0;
	header_lines(line, request, perm);
	if (!load(fail)) return false;
	CURL *easy = curl.easy_init();
	if (!easy) return fail_set(fail, RC_UPSTREAM, "fetch_curl", "out of memory");
	struct curl_slist *headers = headers_of(line);
	set_up(easy, request, url, options, &sink, headers);
	CURLcode code = curl.easy_perform(easy);
	if (code == CURLE_OK) code = curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK) code = curl.easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &sent_type);
	if (sent_type && strlen(sent_type) < sizeof type) memcpy(type, sent_type, strlen(sent_type) + 1);
	curl.slist_free_all(headers);
	curl.easy_cleanup(easy);
	if (code != CURLE_OK) return failed(code, &sink, request, fail);
	*out = (struct fetch_reply){(int)status, str_copy(perm, str_from(type)), {sink.p, sink.n}};
	return true;
}

struct fetch fetch_curl(const struct fetch_options *options)
{
	return (struct fetch){curl_send, (void *)options};
}
