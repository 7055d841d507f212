-- Saves the delivery state of a notice at a target, and when it is due there again.
-- KEYS[1] <prefix>:account   ARGV: prefix, target, id, sealed delivery, when it is due again ('' = never), id of the
--   account's record key ('' = nothing is sealed)
-- Returns 1; 0 where the notice was dropped, or delivered by another process, meanwhile. Answers the error KEYGONE where the account has
-- another record key by now.
local notices, target, id = ARGV[1] .. ':notices', ARGV[2], ARGV[3]
if ARGV[6] ~= '' and key_id(KEYS[1], 'recordKey') ~= ARGV[6] then return redis.error_reply('KEYGONE') end
local due, deliveries = notices .. ':due:' .. target, notices .. ':deliveries:' .. target
if redis.call('HEXISTS', notices, id) == 0 or not redis.call('ZSCORE', due, id) then return 0 end
redis.call('HSET', deliveries, id, ARGV[4])
if ARGV[5] == '' then redis.call('ZREM', due, id) else redis.call('ZADD', due, ARGV[5], id) end
return 1
