-- Postpones something that cannot be done now, so that the others do not wait for it.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, for how long in ms, duplicates | revocations, member (a pointer, a link's id), its batch,
--   'absent' where the provider did not know the link, else ''
-- A revocation without an intent is removed. Returns until when.
local prefix, till = ARGV[1], text(clock(ARGV[2]) + tonumber(ARGV[3]))
redis.call('ZADD', prefix .. ':' .. ARGV[4], 'XX', till, ARGV[5])
if ARGV[4] == 'revocations' then
  redis.call('ZADD', prefix .. ':revocations:' .. ARGV[6], 'XX', till, ARGV[5])
  local intent = redis.call('HGET', prefix .. ':revoking', ARGV[5])
  if not intent then
    redis.call('ZREM', prefix .. ':revocations', ARGV[5])
    redis.call('ZREM', prefix .. ':revocations:' .. ARGV[6], ARGV[5])
  elseif ARGV[7] == 'absent' then
    redis.call('HSET', prefix .. ':revoking', ARGV[5], intent .. ' absent')
  end
end
return till
