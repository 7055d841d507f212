-- Replaces the text of an account, or of the default, unless it has changed since it was read.
-- KEYS: 1 the registry, a hash of name to account
-- ARGV: 1 field, 2 its text as it was read, 3 its new text
-- Returns: 1, or 0 where the text has changed
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
