#include "account/session_rules.h"

int64_t session_lasts_ms(str role)
{
	return str_eq(role, S("visitor")) || str_eq(role, S("patient")) || str_eq(role, S("guardian")) ? SESSION_PATIENT_MS : SESSION_STAFF_MS;
}

bool session_in_force(str role, int64_t created_ms, int64_t expires_ms, int64_t now_ms)
{
	if (created_ms > now_ms + SESSION_AHEAD_MS) return false;
	return expires_ms > now_ms && created_ms + session_lasts_ms(role) > now_ms;
}

int64_t step_until_ms(int64_t now_ms)
{
	return now_ms + STEP_MS;
}

bool step_in_force(int64_t step_ms, int64_t now_ms)
{
	return step_ms > now_ms && step_ms <= now_ms + STEP_MS + STEP_SLACK_MS;
}
