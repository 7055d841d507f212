-- Keeps the closed books of a batch, and when they are to be closed again.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, batch, audit as JSON, when it was begun, 1 where it balances, when again ('' = not,
--   'as it is' = leave that to whoever set it)
-- What reopened the books since the audit was begun stands. Returns 1.
local prefix, batch, begun, again = ARGV[1], ARGV[3], ARGV[5], ARGV[7]
local key = prefix .. ':batch:' .. batch
redis.call('SET', prefix .. ':audit:' .. batch, ARGV[4])
redis.call('HSET', key, 'auditedAt', begun, 'balanced', ARGV[6])
if again == 'as it is' then return 1 end
if tonumber(redis.call('HGET', key, 'reopenedAt') or 0) >= tonumber(begun) then return 1 end
if again == '' then redis.call('ZREM', prefix .. ':audits', batch) else redis.call('ZADD', prefix .. ':audits', again, batch) end
return 1
