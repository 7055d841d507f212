-- Posts a notice, once for its id, and makes it due at every target; drops the oldest ones.
-- KEYS[1] <prefix>:account   ARGV: prefix, now ('' = Redis' clock), id, sealed notice, how many stay, for how long in ms,
--   id of the account's record key ('' = nothing is sealed), then the targets
-- Returns 1; 0 where it was posted before. Answers the error KEYGONE where the account has another record key by now.
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
-- At most 100 at once, so that one call stays short.
drop(redis.call('ZRANGEBYSCORE', notices .. ':posted', '-inf', '(' .. text(now - tonumber(ARGV[6])), 'LIMIT', 0, 100))
local surplus = redis.call('ZCARD', notices .. ':posted') - tonumber(ARGV[5])
if surplus > 0 then drop(redis.call('ZRANGE', notices .. ':posted', 0, math.min(surplus, 100) - 1)) end
return 1
