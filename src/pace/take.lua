-- Takes a permit for one call that is not a creation.
-- KEYS[1] <prefix>:pace   ARGV: prefix, now ('' = Redis' clock), reservation in ms, windows
-- Returns {'permit', time, now} or {'later', when to ask again, now}.
local now = clock(ARGV[2])
local at, again = take_permit(ARGV[1], now, tonumber(ARGV[3]), ARGV[4], false)
if at then return { 'permit', text(at), text(now) } end
return { 'later', text(again), text(now) }
