-- Replaces a stored text by its newly sealed (a key: wrapped) form, unless it changed meanwhile.
-- KEYS[1] the hash that stores it   ARGV: field, text that was read, its replacement
-- Returns 1; 0 where the text is another by now.
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
