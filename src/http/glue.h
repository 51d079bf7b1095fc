/* glue.h - MHD's callbacks; `cls` is the server. Each connection stays on one of MHD's threads. */
#ifndef HTTP_GLUE_H
#define HTTP_GLUE_H

#include <microhttpd.h>

void glue_connection(void *cls, struct MHD_Connection *connection, void **peer, enum MHD_ConnectionNotificationCode what);
void *glue_line(void *cls, const char *uri, struct MHD_Connection *connection); /* gives the exchange */
size_t glue_unescape(void *cls, struct MHD_Connection *connection, char *text); /* leaves the text alone: the path is decoded by route.c */
enum MHD_Result glue_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method, const char *version, const char *data,
			     size_t *data_n, void **exchange);
void glue_completed(void *cls, struct MHD_Connection *connection, void **exchange, enum MHD_RequestTerminationCode why);

#endif
