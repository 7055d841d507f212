-- Opens a batch, once. KEYS[1] <prefix>:batch:<batch>, KEYS[2] <prefix>:batches
-- ARGV: now ('' = Redis' clock), batch, then field and value in turn. Returns 1 if it is new.
if redis.call('HEXISTS', KEYS[1], 'submittedAt') == 1 then return 0 end
-- What somebody who came too late wrote of a batch that was lost is not its.
redis.call('DEL', KEYS[1])
local now = text(clock(ARGV[1]))
redis.call('HSET', KEYS[1], 'submittedAt', now, unpack(ARGV, 3))
redis.call('ZADD', KEYS[2], now, ARGV[2])
return 1
