-- Settles a row that cannot be sent as failed before any claim, so that it costs no permit.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, failure as JSON
-- Returns 1; 0 where the entry no longer waits to be sent.
local prefix, now = ARGV[1], clock(ARGV[2])
is_sound(prefix, now, ARGV[3], ARGV[4])
local entry = read_entry(prefix, ARGV[5], ARGV[6])
if not entry or entry.kind ~= 'entered' then return 0 end
record(prefix, entry, now, message('row_set_aside', {}))
move(prefix, entry, 'failed', ARGV[7], now)
return 1
