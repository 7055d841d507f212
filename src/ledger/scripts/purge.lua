-- Begins to erase the personal data of a finished batch: from now on nothing that needs them is served.
-- KEYS[1] <prefix>:batch:<batch>   ARGV: prefix, now ('' = Redis' clock), batch, mark that proves that this ledger did it, id of
--   the account's hash key
-- Returns 1, also where that was begun before; 0 where rows, books, duplicate links or revocations of the batch are open. Answers the
-- error KEYGONE where the account has another hash key by now.
if redis.call('HEXISTS', KEYS[1], 'purgedAt') == 1 then return 1 end
local prefix, batch = ARGV[1], ARGV[3]
if key_id(prefix .. ':account', 'hashKey') ~= ARGV[5] then return redis.error_reply('KEYGONE') end
local names = { 'open', 'doubtful', 'knownOpen', 'finishedAt', 'auditedAt', 'reopenedAt' }
local facts = redis.call('HMGET', KEYS[1], unpack(names))
local function number(at) return tonumber(facts[at] or 0) end
if number(1) > 0 or number(2) > 0 or not facts[4] or not facts[5] then return 0 end
if number(5) < math.max(number(4), number(6)) then return 0 end
if redis.call('EXISTS', prefix .. ':duplicates:' .. batch, prefix .. ':revocations:' .. batch) > 0 then return 0 end
redis.call('HSET', KEYS[1], 'purgedAt', text(clock(ARGV[2])), 'purged', ARGV[4])
redis.call('ZREM', prefix .. ':audits', batch)
return 1
