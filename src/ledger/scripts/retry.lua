-- Requeues entries that ended without a link, under the same reference.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, row event (a message), ids of the account's hash key and of the
--   batch's data key, then for each row four: line, digest of the reference, the generation that the entry had when it was read, its past
--   as JSON with wantedAt
-- An entry stays as it is where its reference has moved on to a corrected row, bears another link, or where it changed since it was read.
-- Returns the lines that were requeued. Answers the error KEYGONE where one of the keys is another by now.
local prefix, now, batch = ARGV[1], clock(ARGV[2]), ARGV[5]
is_sound(prefix, now, ARGV[3], ARGV[4])
if keys_are_gone(KEYS[1], prefix .. ':batch:' .. batch, ARGV[8], ARGV[7]) then return redis.error_reply('KEYGONE') end
local lines = {}
if redis.call('HEXISTS', prefix .. ':batch:' .. batch, 'purgedAt') == 1 then return lines end
for at = 9, #ARGV, 4 do
  local entry = read_entry(prefix, batch, ARGV[at])
  local digest, past = ARGV[at + 1], ARGV[at + 3]
  if entry and is_without_link(entry) and fits_past(entry, ARGV[at + 2], past)
    and redis.call('HGET', bucket_of(prefix, 'refs', digest), digest) == pointer_of(entry) then
    entry.absences = 0
    -- With wantedAt the row is sent even where its batch was cancelled before.
    entry.past = past
    record(prefix, entry, now, ARGV[6])
    move(prefix, entry, 'entered', '', now)
    lines[#lines + 1] = entry.line
  end
end
return lines
