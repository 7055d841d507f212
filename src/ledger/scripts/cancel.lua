-- Settles unsent rows of a cancelled batch as cancelled; rows that another open batch holds do not change.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, then lines
-- Claimed and doubtful rows stay as they are until their outcome, or a proof that no link exists, settles them.
-- Returns how many rows it cancelled.
local prefix, now, batch = ARGV[1], clock(ARGV[2]), ARGV[5]
is_sound(prefix, now, ARGV[3], ARGV[4])
local moved = 0
for at = 6, #ARGV do
  local page = redis.call('HGET', prefix .. ':entries:' .. batch, ARGV[at])
  local pointer = page and string.match(page, '^known (%S+)$')
  local entry = pointer and read_pointer(prefix, pointer) or read_entry(prefix, batch, ARGV[at])
  if entry and entry.kind == 'entered' and not is_wanted(prefix, entry) then
    record(prefix, entry, now, message('row_cancelled_unsent', {}))
    move(prefix, entry, 'cancelled', '', now)
    moved = moved + 1
  end
end
finish_batch(prefix, batch, now)
return moved
