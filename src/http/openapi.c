/* openapi.c - the description of the API in OpenAPI 3.1, written from the routes so that it cannot be stale. */
#include "http/head.h"
#include "http/server.h"

#include <string.h>

static void pair(struct buf *out, const char *key, const char *value)
{
	buf_json(out, head_text(key));
	buf_str(out, ":");
	buf_json(out, head_text(value));
}

static const char *summary(const struct route *r)
{
	return r->verb ? r->verb->summary : r->summary;
}

static const char *name(const struct route *r)
{
	return r->verb ? r->verb->name : r->kind == ROUTE_FOLLOW ? "follow" : r->kind == ROUTE_METRICS ? "metrics" : "openapi";
}

static void parameters(struct buf *out, const struct route *r)
{
	bool id = strstr(r->path, "{id}"), csrf = r->verb && r->verb->writes;
	if (!id && !csrf) return;
	buf_str(out, ",\"parameters\":[");
	if (id) buf_str(out, "{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}}");
	if (id && csrf) buf_str(out, ",");
	if (csrf)
		buf_str(out, "{\"name\":\"X-Zhuyi\",\"in\":\"header\",\"required\":false,\"description\":\"Required with a "
			     "cookie\",\"schema\":{\"const\":\"1\"}}");
	buf_str(out, "]");
}

static void body(struct buf *out, const struct route *r)
{
	if (strcmp(r->method, "GET") == 0) return;
	buf_str(out, ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\"}}}}");
}

static void responses(struct buf *out, const struct route *r)
{
	const char *json = "\"application/json\":{\"schema\":{\"type\":\"object\"}}",
		   *events = "\"text/event-stream\":{\"schema\":{\"type\":\"string\"}}";
	bool streams = r->kind == ROUTE_FOLLOW || (r->verb && r->verb->streams);
	buf_str(out, ",\"responses\":{\"200\":{\"description\":\"OK\",\"content\":{");
	if (r->kind == ROUTE_METRICS) buf_str(out, "\"text/plain\":{\"schema\":{\"type\":\"string\"}}");
	else buf_str(out, r->kind == ROUTE_FOLLOW ? events : json);
	if (streams && r->verb) buf_fmt(out, ",%s", events);
	buf_str(out, "}},\"default\":{\"$ref\":\"#/components/responses/error\"}}");
}

static void security(struct buf *out, const struct route *r)
{
	bool needs = r->kind == ROUTE_FOLLOW || (r->verb && r->verb->access == ZHUYI_PERSON);
	if (needs) buf_str(out, ",\"security\":[{\"session\":[]},{\"token\":[]}]");
	else if (r->verb && r->verb->access == ZHUYI_VISITOR) buf_str(out, ",\"security\":[{},{\"session\":[]},{\"token\":[]}]");
}

static void operation(struct buf *out, const struct route *r)
{
	static const char *const methods[][2] = {{"GET", "get"}, {"POST", "post"}, {"PUT", "put"}, {"DELETE", "delete"}, {"PATCH", "patch"}};
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (strcmp(r->method, methods[i][0]) == 0) buf_json(out, head_text(methods[i][1]));
	buf_str(out, ":{");
	pair(out, "operationId", name(r));
	buf_str(out, ",");
	pair(out, "summary", summary(r));
	parameters(out, r);
	body(out, r);
	responses(out, r);
	security(out, r);
	buf_str(out, "}");
}

static bool listed_before(const struct routes *routes, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(routes->of[i].path, routes->of[n].path) == 0) return true;
	return false;
}

/* All methods of one path stand together. */
static void path(struct buf *out, const struct routes *routes, int first)
{
	bool comma = false;
	buf_json(out, head_text(routes->of[first].path));
	buf_str(out, ":{");
	for (int i = first; i < routes->n; i++)
		if (strcmp(routes->of[i].path, routes->of[first].path) == 0) {
			buf_str(out, comma ? "," : "");
			operation(out, &routes->of[i]);
			comma = true;
		}
	buf_str(out, "}");
}

static const char components[] =
	"},\"components\":{\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"zhuyi_session\"},"
	"\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
	"\"responses\":{\"error\":{\"description\":\"Why not, in plain "
	"words\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/error\"}}}}},"
	"\"schemas\":{\"error\":{\"type\":\"object\",\"required\":[\"error\"],\"properties\":{\"error\":{\"type\":\"object\",\"required\":[\"code\","
	"\"message_zh\",\"message_en\"],"
	"\"properties\":{\"code\":{\"type\":\"string\"},\"message_zh\":{\"type\":\"string\"},\"message_en\":{\"type\":\"string\"}}}}}}}}";

bool openapi_write(struct buf *out, const struct routes *routes)
{
	bool comma = false;
	buf_str(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"zhuyi 助医\",");
	pair(out, "version", zhuyi_version());
	buf_str(out, "},\"paths\":{");
	for (int i = 0; i < routes->n; i++) {
		if (routes->of[i].kind == ROUTE_FILE || listed_before(routes, i)) continue;
		buf_str(out, comma ? "," : "");
		path(out, routes, i);
		comma = true;
	}
	buf_str(out, components);
	return !out->failed;
}
