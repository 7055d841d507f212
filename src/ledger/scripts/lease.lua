-- Takes, renews or releases the lease on a task, which one process has at a time.
-- KEYS[1] <prefix>:leases   ARGV: now ('' = Redis' clock), task, holder (a random id), duration in ms, act
--   act take (only where nobody has it), keep (renew) or leave (release), both only by its holder
-- Returns 1 where it was done, else 0.
local now, what, turn = clock(ARGV[1]), ARGV[2], ARGV[3]
local held = redis.call('HGET', KEYS[1], what)
local holder, ends = string.match(held or '', '^(%S+) (%d+)$')
-- No lease of ours lasts longer than a day; a longer one is not ours.
local is_free = not holder or tonumber(ends) <= now or tonumber(ends) > now + 90000000
if ARGV[5] == 'take' and not is_free or ARGV[5] ~= 'take' and holder ~= turn then return 0 end
if ARGV[5] == 'leave' then return redis.call('HDEL', KEYS[1], what) end
redis.call('HSET', KEYS[1], what, turn .. ' ' .. text(now + tonumber(ARGV[4])))
return 1
