-- Gives a batch the key that all of it was sealed by, with the fields that are sealed; from now on it is served. Its books are closed anew:
-- those that were closed before bear marks by a key that rested plain.
-- KEYS[1] <prefix>:batch:<batch>, KEYS[2] <prefix>:audits   ARGV: batch, where the key rested meanwhile, the key, then fields and values in turn
-- Returns 1; 0 where another process has done so, or has begun anew with another key.
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
