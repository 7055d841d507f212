-- Puts a record of the account in its place.
-- KEYS[1] <prefix>:account, KEYS[2] the hash where it rests   ARGV: field, record as it rests, id of the account's record key ('': nothing
--   is sealed), 1 where what stands there stays
-- Where the record key is another by now, the error KEYGONE. Returns 1; 0 where another stays.
if ARGV[3] ~= '' and key_id(KEYS[1], 'recordKey') ~= ARGV[3] then return redis.error_reply('KEYGONE') end
if ARGV[4] == '1' then return redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2]) end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 1
