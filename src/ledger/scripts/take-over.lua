-- Gives a batch the key with which all of it was sealed, and its sealed fields; from now on it is served. Its books are closed anew: their
-- marks were made with a key that was stored unwrapped.
-- KEYS[1] <prefix>:batch:<batch>, KEYS[2] <prefix>:audits   ARGV: batch, field that stored the key meanwhile, the key, then fields and
--   values in turn
-- Returns 1; 0 where another process has done so, or has started anew with another key.
local facts = redis.call('HMGET', KEYS[1], ARGV[2], 'dataKey', 'finishedAt', 'purgedAt')
if facts[2] then redis.call('HDEL', KEYS[1], ARGV[2]) end
if facts[2] or facts[1] ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], 'dataKey', ARGV[3], unpack(ARGV, 4))
redis.call('HDEL', KEYS[1], ARGV[2])
if facts[3] and not facts[4] then
  local now = text(clock(''))
  redis.call('HSET', KEYS[1], 'reopenedAt', now)
  redis.call('ZADD', KEYS[2], now, ARGV[1])
end
return 1
