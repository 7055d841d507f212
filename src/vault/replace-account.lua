-- Puts an account, or the default, in the place of what was read of it.
-- KEYS: 1 the registry, a hash of name to account
-- ARGV: 1 field, 2 its text as it was read, 3 as it is to be
-- Returns: 1, or 0 where it is another one by now
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
