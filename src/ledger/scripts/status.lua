-- Reads the status of the whole account; writes nothing.
-- KEYS[1] <prefix>:account   ARGV: now ('' = Redis' clock)
-- Returns {now, fields of the account and their values in turn...}.
local answer = redis.call('HGETALL', KEYS[1])
table.insert(answer, 1, text(clock(ARGV[1])))
return answer
