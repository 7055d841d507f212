-- Posts a notice, once for its id, and makes it due at every target; the oldest ones give way.
-- KEYS[1] <prefix>:account   ARGV: prefix, now ('' = Redis' clock), id, notice as it rests, how many are kept, for how long in ms,
--   id of the account's record key ('': nothing is sealed), then the targets
-- Where the record key is another by now, the error KEYGONE.
-- Returns 1; 0 where it was posted before.
local notices, now = ARGV[1] .. ':notices', clock(ARGV[2])
if ARGV[7] ~= '' and key_id(KEYS[1], 'recordKey') ~= ARGV[7] then return redis.error_reply('KEYGONE') end
if redis.call('HSETNX', notices, ARGV[3], ARGV[4]) == 0 then return 0 end
redis.call('ZADD', notices .. ':posted', text(now), ARGV[3])
for at = 8, #ARGV do redis.call('ZADD', notices .. ':due:' .. ARGV[at], text(now), ARGV[3]) end
local function drop(ids)
  for _, id in ipairs(ids) do
    redis.call('HDEL', notices, id)
    redis.call('ZREM', notices .. ':posted', id)
    for at = 8, #ARGV do
      redis.call('ZREM', notices .. ':due:' .. ARGV[at], id)
      redis.call('HDEL', notices .. ':deliveries:' .. ARGV[at], id)
    end
  end
end
-- As many at once as one call can give in one step.
drop(redis.call('ZRANGEBYSCORE', notices .. ':posted', '-inf', '(' .. text(now - tonumber(ARGV[6])), 'LIMIT', 0, 100))
local surplus = redis.call('ZCARD', notices .. ':posted') - tonumber(ARGV[5])
if surplus > 0 then drop(redis.call('ZRANGE', notices .. ':posted', 0, math.min(surplus, 100) - 1)) end
return 1
