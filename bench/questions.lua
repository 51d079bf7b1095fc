-- questions.lua - for wrk: the questions of bench/questions.txt one after another, as the visitor whose cookie is in $COOKIE. No response function:
-- to look at answers here would cost more than to give them.
local bodies, at, headers = {}, 0, nil
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("offset", threads * 37)
end

function init()
	for line in io.lines(os.getenv("QUESTIONS") or "bench/questions.txt") do bodies[#bodies + 1] = '{"question":"' .. line:gsub('[\\"]', '\\%0') .. '"}' end
	headers = {["Content-Type"] = "application/json", ["X-Zhuyi"] = "1", ["Cookie"] = os.getenv("COOKIE")}
	at = offset
end

function request()
	at = at % #bodies + 1
	return wrk.format("POST", nil, headers, bodies[at])
end

function done(summary, latency)
	local e = summary.errors
	local bad = e.status + e.connect + e.read + e.write + e.timeout
	io.write(string.format("wrk\t%.1f\t%d\t%d\t%.2f\t%.2f\n", (summary.requests - e.status) / (summary.duration / 1e6), summary.requests, bad, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
