-- Replaces the account's unwrapped hash key by its wrapped form.
-- KEYS[1] <prefix>:account, KEYS[2] <prefix>:orphans   ARGV: value that was read, its replacement
-- The marks of orphan links prove nothing under the new key: where there are orphans, they are dropped, and nothing is claimed before a
-- recovery scan. Returns 1; 0 where the value is another by now.
if redis.call('HGET', KEYS[1], 'hashKey') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'hashKey', ARGV[2])
if redis.call('DEL', KEYS[2]) == 1 then redis.call('HSET', KEYS[1], 'state', 'suspect') end
return 1
