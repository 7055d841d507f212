-- Commits a submission whose rows are all in the ledger: from now on its entries may be claimed.
-- KEYS[1] <prefix>:batch:<batch>, KEYS[2] <prefix>:slices:<batch>
-- ARGV: prefix, now ('' = Redis' clock), batch, last line of the canary ('' = none), that line sealed, id of the batch's data key, then
--   first and last line of each slice in turn
-- Returns 1; 0 where rows are missing because another submission took them over: the caller enters them again.
if redis.call('HEXISTS', KEYS[1], 'committedAt') == 1 then return 1 end
if key_id(KEYS[1], 'dataKey') ~= ARGV[6] then return 0 end
local names = { 'created', 'refused', 'failed', 'cancelled', 'rejected', 'known', 'doubtful', 'open' }
local rows = 0
for _, count in ipairs(redis.call('HMGET', KEYS[1], unpack(names))) do rows = rows + tonumber(count or 0) end
if rows ~= tonumber(redis.call('HGET', KEYS[1], 'fileRows')) then return 0 end
for at = 7, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1]) end
local now = clock(ARGV[2])
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'heldAfter', ARGV[4]) end
redis.call('HSET', KEYS[1], 'committedAt', text(now), 'sealing', ARGV[5])
finish_batch(ARGV[1], ARGV[3], now)
return 1
