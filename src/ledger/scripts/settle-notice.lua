-- Keeps how a notice stands at a target, and when it is due there again.
-- KEYS[1] <prefix>:account   ARGV: prefix, target, id, delivery as it rests, when it is due again ('' = never), id of the
--   account's record key ('': nothing is sealed)
-- Where the record key is another by now, the error KEYGONE.
-- Returns 1; 0 where the notice has given way meanwhile, or was delivered by another process: that stands.
local notices, target, id = ARGV[1] .. ':notices', ARGV[2], ARGV[3]
if ARGV[6] ~= '' and key_id(KEYS[1], 'recordKey') ~= ARGV[6] then return redis.error_reply('KEYGONE') end
local due, deliveries = notices .. ':due:' .. target, notices .. ':deliveries:' .. target
if redis.call('HEXISTS', notices, id) == 0 or not redis.call('ZSCORE', due, id) then return 0 end
redis.call('HSET', deliveries, id, ARGV[4])
if ARGV[5] == '' then redis.call('ZREM', due, id) else redis.call('ZADD', due, ARGV[5], id) end
return 1
