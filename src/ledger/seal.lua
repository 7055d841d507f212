-- Every row of a batch is in the ledger: from now on its entries may be claimed.
-- KEYS[1] <prefix>:batch:<batch>, KEYS[2] <prefix>:slices:<batch>
-- ARGV: now ('' = Redis' clock), last line of the canary ('' = none), then first and last line of each slice in turn
-- Returns 1; 0 where rows are missing (another submission has taken them over meanwhile): they are to be entered again.
if redis.call('HEXISTS', KEYS[1], 'sealedAt') == 1 then return 1 end
local names = { 'created', 'refused', 'failed', 'cancelled', 'rejected', 'known', 'doubtful', 'open' }
local rows = 0
for _, count in ipairs(redis.call('HMGET', KEYS[1], unpack(names))) do rows = rows + tonumber(count or 0) end
if rows ~= tonumber(redis.call('HGET', KEYS[1], 'fileRows')) then return 0 end
for at = 3, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1]) end
local now = text(clock(ARGV[1]))
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], 'heldAfter', ARGV[2]) end
redis.call('HSET', KEYS[1], 'sealedAt', now)
local left = redis.call('HMGET', KEYS[1], 'open', 'doubtful')
if tonumber(left[1]) == 0 and tonumber(left[2]) == 0 then redis.call('HSET', KEYS[1], 'finishedAt', now) end
return 1
