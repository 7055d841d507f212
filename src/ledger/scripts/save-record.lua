-- Saves a record of the account.
-- KEYS[1] <prefix>:account, KEYS[2] the hash that stores it   ARGV: field, sealed record, id of the account's record key ('' = nothing
--   is sealed), 1 where an earlier record stays
-- Returns 1; 0 where an earlier record stays. Answers the error KEYGONE where the account has another record key by now.
if ARGV[3] ~= '' and key_id(KEYS[1], 'recordKey') ~= ARGV[3] then return redis.error_reply('KEYGONE') end
if ARGV[4] == '1' then return redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2]) end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 1
