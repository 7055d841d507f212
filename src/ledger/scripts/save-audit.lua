-- Keeps the closed books of a batch, and when they are to be closed again.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, batch, audit as JSON, when it was begun, 1 where it balances, when again ('' = not,
--   'as it is' = leave that to whoever set it), mark of when it was begun and whether it balances, id of the
--   account's hash key: where that is another by now, the error KEYGONE
-- An audit that was overtaken by a later one, or of a batch that is lost, is dropped. What reopened the books, or finished the batch, since the audit was begun
-- stands. Returns 1; 0 where it was dropped.
if key_id(KEYS[1], 'hashKey') ~= ARGV[9] then return redis.error_reply('KEYGONE') end
local prefix, batch, begun, again = ARGV[1], ARGV[3], tonumber(ARGV[5]), ARGV[7]
local key = prefix .. ':batch:' .. batch
local facts = redis.call('HMGET', key, 'auditedAt', 'reopenedAt', 'finishedAt', 'submittedAt')
if not facts[4] or tonumber(facts[1] or 0) > begun then return 0 end
redis.call('SET', prefix .. ':audit:' .. batch, ARGV[4])
redis.call('HSET', key, 'auditedAt', ARGV[5], 'balanced', ARGV[6], 'closed', ARGV[8])
if again == 'as it is' or tonumber(facts[2] or 0) >= begun or tonumber(facts[3] or 0) > begun then return 1 end
if again == '' then redis.call('ZREM', prefix .. ':audits', batch) else redis.call('ZADD', prefix .. ':audits', again, batch) end
return 1
