#include "http/refusal.h"

/* Codes are those of the library's own errors (docs/contract.md), so that a client has one list to know. */
static const struct {
	int status;
	const char *code, *zh, *en;
} table[REFUSAL_COUNT] = {
	[REFUSAL_NONE] = {200, "ok", "", ""},
	[REFUSAL_PATH] = {400, "input", "地址有误，无法读取。", "The address cannot be read."},
	[REFUSAL_QUERY] = {400, "input", "地址中“?”后面的内容无法读取。", "What follows the ? in the address cannot be read."},
	[REFUSAL_HEADER] = {400, "input", "请求头有误。", "The headers of the request contradict each other or are malformed."},
	[REFUSAL_SESSION] = {401, "denied", "请先登录或先提问。", "Log in, or ask a question, first."},
	[REFUSAL_CROSS_SITE] = {403, "denied", "请求缺少 X-Zhuyi 头，可能来自其他网站，已拒绝。",
				"The header X-Zhuyi is missing: the request may come from another site."},
	[REFUSAL_HOST] = {403, "denied", "本服务只接受从本机地址访问。", "This server is only reached by the address of this machine."},
	[REFUSAL_NO_PATH] = {404, "missing", "没有这个地址。", "There is nothing at this address."},
	[REFUSAL_NO_CASE] = {404, "missing", "没有找到这份咨询记录。", "There is no such case."},
	[REFUSAL_METHOD] = {405, "input", "这个地址不支持这种请求方法。", "This address does not take that method."},
	[REFUSAL_SLOW] = {408, "timeout", "请求发送得太慢，已关闭连接。", "The request took too long to arrive."},
	[REFUSAL_LENGTH] = {411, "input", "请求需要写明长度（Content-Length）。", "The request must say its length (Content-Length)."},
	[REFUSAL_BODY] = {413, "limit", "内容太长，请缩短后再发送。", "The text is too long; please shorten it."},
	[REFUSAL_URL] = {414, "limit", "地址太长。", "The address is too long."},
	[REFUSAL_TYPE] = {415, "input", "请求内容必须是 UTF-8 的 JSON（application/json）。", "The body must be JSON in UTF-8 (application/json)."},
	[REFUSAL_RATE] = {429, "busy", "请求太频繁，请稍候再试。", "Too many requests; please wait a moment."},
	[REFUSAL_HEADERS] = {431, "limit", "请求头太长。", "The headers of the request are too long."},
	[REFUSAL_MEMORY] = {503, "busy", "服务器内存不足，请稍候再试。", "The server is short of memory; please try again in a moment."},
	[REFUSAL_BUSY] = {503, "busy", "现在咨询的人很多，请稍候再试。若情况紧急，请立即拨打120。",
			  "Many people are asking right now; please try again in a moment. In an emergency call 120 at once."},
	[REFUSAL_STOPPING] = {503, "busy", "服务正在重启，请稍候再试。若情况紧急，请立即拨打120。",
			      "The server is restarting; please try again in a moment. In an emergency call 120 at once."},
};

int refusal_status(enum refusal r)
{
	return table[r].status;
}

void refusal_json(struct buf *out, enum refusal r)
{
	buf_fmt(out, "{\"error\":{\"code\":\"%s\",\"message_zh\":\"%s\",\"message_en\":\"%s\"}}", table[r].code, table[r].zh, table[r].en);
}

/* source: HL7 FHIR R4 (4.0.1, 2019), value set issue-type */
static const char *issue(enum refusal r)
{
	switch (table[r].status) {
	case 401: return "login";
	case 403: return "forbidden";
	case 404: return "not-found";
	case 405:
	case 415: return "not-supported";
	case 413:
	case 414:
	case 431: return "too-long";
	case 429: return "throttled";
	case 503: return "transient";
	default: return "invalid";
	}
}

void refusal_outcome(struct buf *out, enum refusal r)
{
	buf_fmt(out, "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"%s\",\"diagnostics\":\"%s\"}]}", issue(r),
		table[r].en);
}

void refusal_raw(struct buf *out, enum refusal r)
{
	struct buf body = {0};
	refusal_json(&body, r);
	buf_fmt(out, "HTTP/1.1 %d %s\r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n", table[r].status,
		r == REFUSAL_SLOW ? "Request Timeout" : "Refused");
	buf_fmt(out, "Content-Type: application/json; charset=utf-8\r\nContent-Length: %zu\r\n\r\n", body.n);
	buf_add(out, body.p, body.n);
	buf_free(&body);
}
