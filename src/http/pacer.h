/* pacer.h - the one thread that has time. Each second it looks after what nobody else notices:
 *   - a sleeping stream whose client has left (MHD does not watch the socket of a suspended connection), and one silent for 15 s;
 *   - a request that arrives too slowly: it is answered 408 and its connection shut;
 *   - what a refused upload still sends is read and thrown away for a moment, or the client would see a reset in place of the refusal.
 * It also asks the library to follow and unfollow cases, because that may wait for the disk and the HTTP threads never do. */
#ifndef HTTP_PACER_H
#define HTTP_PACER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct exchange;
struct server;

enum { LINGER_MAX = 64, LINGER_MS = 3000 };

/* A connection. Whoever moves `phase` away from PEER_RECEIVING or PEER_IDLE by compare-and-swap owns the socket's next bytes. */
enum peer_phase { PEER_IDLE, PEER_RECEIVING, PEER_ANSWERING, PEER_EXPIRED };

struct peer {
	struct peer *prev, *next;
	int fd;
	_Atomic int phase;
	_Atomic int64_t since_ms; /* of the phase */
};

struct pacer {
	struct server *server;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	bool stop, started;
	struct peer *peers;
	struct exchange *open; /* requests that wait for the library, and streams */
	struct exchange **jobs;
	int job_n, job_cap;
	struct {
		int fd;
		int64_t until_ms;
	} linger[LINGER_MAX];
	int linger_n;
};

bool pacer_start(struct pacer *p, struct server *s);
void pacer_stop(struct pacer *p); /* runs the jobs that are left */

void pacer_add_peer(struct pacer *p, struct peer *peer);
void pacer_remove_peer(struct pacer *p, struct peer *peer);

void pacer_add(struct pacer *p, struct exchange *x);
void pacer_remove(struct pacer *p, struct exchange *x);

/* Calls follow_job(x) soon; the caller gives a reference away with it. False: no memory, and the reference stays the caller's. */
bool pacer_job(struct pacer *p, struct exchange *x);

/* Reads what still comes on a connection that was refused, after MHD has closed its own side. */
void pacer_linger(struct pacer *p, int fd);

/* Ends followed streams with a comment; with `all`, also answers everything that still waits. How many are left open is the result. */
int pacer_end(struct pacer *p, bool all);

#endif
