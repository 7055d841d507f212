-- Notes that all links of a batch with a misdirected link were compared.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, batch, when the comparison began, when the next one is due ('' = none)
-- Where another misdirected link was found since the comparison began, the batch stays due.
-- Returns 1 where the batch needs no further comparison, else 0.
local key, batch, again = ARGV[1] .. ':misdirected', ARGV[3], ARGV[5]
local due = tonumber(redis.call('ZSCORE', key, batch) or 0)
if due > tonumber(ARGV[4]) then return 0 end
if again == '' then
  redis.call('ZREM', key, batch)
  return 1
end
redis.call('ZADD', key, 'XX', again, batch)
return 0
