-- Puts the account's hash key, sealed, in the place of the one that rested plain.
-- KEYS[1] <prefix>:account, KEYS[2] <prefix>:orphans   ARGV: what was read, what takes its place
-- Links that no entry knew bear marks by the old one: where there are any, they are forgotten, and nothing is claimed before the list was
-- looked back over. Returns 1; 0 where something else stands there by now.
if redis.call('HGET', KEYS[1], 'hashKey') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'hashKey', ARGV[2])
if redis.call('DEL', KEYS[2]) == 1 then redis.call('HSET', KEYS[1], 'state', 'suspect') end
return 1
