-- Opens a batch, once. KEYS[1] <prefix>:batch:<batch>, KEYS[2] <prefix>:batches
-- ARGV: now ('' = Redis' clock), batch, then field and value in turn. Returns 1 if it is new.
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local now = text(clock(ARGV[1]))
redis.call('HSET', KEYS[1], 'submittedAt', now, unpack(ARGV, 3))
redis.call('ZADD', KEYS[2], now, ARGV[2])
return 1
