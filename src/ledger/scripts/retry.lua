-- Gives entries that ended without a link back, under the same reference.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, what is written of each row (a message), ids of the account's hash key and of the
--   batch's data key, then for each row four: line, digest of the reference, the generation that the entry had, its past as JSON, with
--   since when it is wanted
-- An entry whose reference has moved on to a mended row stays as it is, and so does one whose reference bears another link, or that
-- changed since it was read. Where one of the keys is another by now, the error KEYGONE. Returns the lines that are entered again.
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
    -- A person wants it sent, also where its batch was cancelled.
    entry.past = past
    record(prefix, entry, now, ARGV[6])
    move(prefix, entry, 'entered', '', now)
    lines[#lines + 1] = entry.line
  end
end
return lines
