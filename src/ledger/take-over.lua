-- Gives a batch the key that all of it was sealed by, with the fields that are sealed; from now on it is served.
-- KEYS[1] <prefix>:batch:<batch>   ARGV: where the key rested meanwhile, the key, then fields and values in turn
-- Returns 1; 0 where another process has done so, or has begun anew with another key.
local rests = redis.call('HMGET', KEYS[1], ARGV[1], 'dataKey')
if rests[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
if rests[2] or rests[1] ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'dataKey', ARGV[2], unpack(ARGV, 3))
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
