-- Ends the recovery scan of an epoch: entries may be claimed again, unless the ledger was lost anew meanwhile.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, a new epoch, longest window, epoch that was scanned, 1 where nothing was sent recently (the
--   pace's windows need not count as full)
-- Returns 1 where the ledger is sound now, else 0; a half restored ledger never is.
local prefix, now = ARGV[1], clock(ARGV[2])
is_sound(prefix, now, ARGV[3], ARGV[4])
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[5] then return 0 end
if redis.call('HEXISTS', KEYS[1], 'restoring') == 1 then return 0 end
if ARGV[6] == '1' then redis.call('HDEL', prefix .. ':pace', 'creationsFrom') end
redis.call('HSET', KEYS[1], 'state', 'sound')
return 1
