-- questions.lua - for wrk: the questions of bench/questions.txt one after another, each connection's thread as a visitor of its own.
local bodies, at, cookie = {}, 0, nil
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("offset", threads * 37)
end

function init()
	local path = os.getenv("QUESTIONS") or "bench/questions.txt"
	for line in io.lines(path) do bodies[#bodies + 1] = '{"question":"' .. line:gsub('[\\"]', '\\%0') .. '"}' end
	at = offset
end

function request()
	at = at % #bodies + 1
	local headers = {["Content-Type"] = "application/json", ["X-Zhuyi"] = "1"}
	if cookie then headers["Cookie"] = cookie end
	return wrk.format("POST", nil, headers, bodies[at])
end

-- Only until the first session is known: afterwards answers are not looked at, which would cost more than the server does.
function response(status, headers)
	local set = headers["Set-Cookie"]
	if status == 200 and set then
		cookie = set:match("^[^;]+")
		response = nil
	end
end

function done(summary, latency)
	local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
	io.write(string.format("wrk\t%.1f\t%d\t%d\t%.2f\t%.2f\n", (summary.requests - summary.errors.status) / (summary.duration / 1e6), summary.requests, bad, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
