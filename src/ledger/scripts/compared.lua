-- The links of a batch of which one leads elsewhere were all compared.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, batch, when that was begun, until when another look follows ('' = none)
-- Where one more came to light since it was begun, another look follows in any case. Returns 1 where none does.
local key, batch, again = ARGV[1] .. ':misdirected', ARGV[3], ARGV[5]
local due = tonumber(redis.call('ZSCORE', key, batch) or 0)
if due > tonumber(ARGV[4]) then return 0 end
if again == '' then
  redis.call('ZREM', key, batch)
  return 1
end
redis.call('ZADD', key, 'XX', again, batch)
return 0
