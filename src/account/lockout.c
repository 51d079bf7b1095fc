#include "account/lockout.h"

static int64_t wait_ms(int64_t until_ms, int64_t now_ms)
{
	if (until_ms <= now_ms) return 0;
	return until_ms - now_ms < LOCKOUT_MOST_MS ? until_ms - now_ms : LOCKOUT_MOST_MS;
}

int64_t lockout_wait_s(const struct lockout *row, int64_t now_ms)
{
	return (wait_ms(row->until_ms, now_ms) + 999) / 1000;
}

static int64_t wait_after(int64_t failures)
{
	int64_t ms = LOCKOUT_FIRST_MS;
	if (failures < LOCKOUT_FREE) return 0;
	for (int64_t i = LOCKOUT_FREE; i < failures && ms < LOCKOUT_MOST_MS; i++) ms *= 2;
	return ms < LOCKOUT_MOST_MS ? ms : LOCKOUT_MOST_MS;
}

struct lockout lockout_after_failure(struct lockout row, int64_t now_ms)
{
	bool forgotten = now_ms - row.last_ms > LOCKOUT_FORGET_MS; /* never true of a last_ms in the future */
	int64_t failures = (forgotten || row.failures < 0 ? 0 : row.failures) + 1;
	int64_t wait = wait_after(failures), stands = wait_ms(row.until_ms, now_ms);
	if (stands > wait) wait = stands;
	return (struct lockout){failures, now_ms, wait ? now_ms + wait : 0};
}

bool lockout_settle(struct lockout *row, int64_t now_ms)
{
	struct lockout was = *row;
	if (row->last_ms > now_ms) row->last_ms = now_ms;
	if (row->until_ms > now_ms + LOCKOUT_MOST_MS) row->until_ms = now_ms + LOCKOUT_MOST_MS;
	return row->last_ms != was.last_ms || row->until_ms != was.until_ms;
}
