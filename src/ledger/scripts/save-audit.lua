-- Saves the closed books of a batch, and when they are to be closed again.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, batch, mark and audit as JSON, when it began, 1 where it balances, when again ('' = never,
--   'as it is' = leave that as it is), mark of when it began and whether it balances, id of the account's hash key
-- An audit of a lost batch, or one that a later audit overtook, is dropped. A reopening, or the end of the batch, after the audit began
-- stays due. Returns 1; 0 where it was dropped. Answers the error KEYGONE where the account has another hash key by now.
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
