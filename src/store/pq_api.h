/* pq_api.h - the functions of libpq that the store calls, found at run time: a server on SQLite does not carry the library. */
#ifndef STORE_PQ_API_H
#define STORE_PQ_API_H

#include "base/fail.h"

#include <libpq-fe.h>

#define PQ_FUNCTIONS(X) \
	X(PQclear) \
	X(PQcmdStatus) \
	X(PQcmdTuples) \
	X(PQconnectdbParams) \
	X(PQconsumeInput) \
	X(PQenterPipelineMode) \
	X(PQerrorMessage) \
	X(PQexitPipelineMode) \
	X(PQfinish) \
	X(PQflush) \
	X(PQftype) \
	X(PQgetResult) \
	X(PQgetisnull) \
	X(PQgetlength) \
	X(PQgetvalue) \
	X(PQisBusy) \
	X(PQnfields) \
	X(PQntuples) \
	X(PQparameterStatus) \
	X(PQpipelineSync) \
	X(PQputCopyData) \
	X(PQputCopyEnd) \
	X(PQresultErrorField) \
	X(PQresultStatus) \
	X(PQsendPrepare) \
	X(PQsendQuery) \
	X(PQsendQueryParams) \
	X(PQsendQueryPrepared) \
	X(PQserverVersion) \
	X(PQsetNoticeProcessor) \
	X(PQsetnonblocking) \
	X(PQsocket) \
	X(PQstatus) \
	X(PQtransactionStatus)

struct pq_api {
#define PQ_MEMBER(name) typeof(name) *name;
	PQ_FUNCTIONS(PQ_MEMBER)
#undef PQ_MEMBER
};

/* Loads libpq on the first call; any thread. NULL: it is not installed (RC_MISSING). Lives until the program ends. */
const struct pq_api *pq_api(struct fail *fail);

#endif
