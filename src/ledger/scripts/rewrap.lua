-- Puts a text that was sealed (a key: wrapped) anew in the place of the same text, unless that has moved on meanwhile.
-- KEYS[1] the hash where it rests   ARGV: field, what was read, what takes its place
-- Returns 1; 0 where something else stands there by now.
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
