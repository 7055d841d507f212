-- Gives entries that ended without a link back, under the same reference.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, who and why, id of the account's hash key, then line
--   and digest of the reference in turn
-- An entry whose reference has moved on to a mended row stays as it is, and so does one whose reference bears another link.
-- Where the hash key is another by now, the error KEYGONE. Returns the lines that are entered again.
local prefix, now, batch = ARGV[1], clock(ARGV[2]), ARGV[5]
is_sound(prefix, now, ARGV[3], ARGV[4])
if key_id(KEYS[1], 'hashKey') ~= ARGV[7] then return redis.error_reply('KEYGONE') end
local lines = {}
if redis.call('HEXISTS', prefix .. ':batch:' .. batch, 'purgedAt') == 1 then return lines end
for at = 8, #ARGV, 2 do
  local entry = read_entry(prefix, batch, ARGV[at])
  local digest = ARGV[at + 1]
  if entry and is_without_link(entry)
    and redis.call('HGET', bucket_of(prefix, 'refs', digest), digest) == pointer_of(entry) then
    entry.absences = 0
    -- A person wants it sent, also where its batch was cancelled.
    local links = string.match(entry.past, '"links":.*$') or '"links":[]}'
    local expiry = string.match(entry.past, '"expiresAt":"[^"]*",') or ''
    entry.past = '{"wantedAt":' .. text(now) .. ',' .. expiry .. links
    record(prefix, entry, now, 'given back ' .. ARGV[6])
    move(prefix, entry, 'entered', '', now)
    lines[#lines + 1] = entry.line
  end
end
return lines
