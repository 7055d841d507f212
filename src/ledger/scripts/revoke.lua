-- Writes intents to revoke the links of these rows, before Bridge is asked.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, row event (a message), 1 where the revocation was decided
--   before and the links are still valid (rows that somebody has wanted since, or that another batch wants, are left), then lines
-- Returns how many links there are to revoke; rows without a link, or whose link has ended, do not count.
local prefix, now, batch = ARGV[1], clock(ARGV[2]), ARGV[5]
is_sound(prefix, now, ARGV[3], ARGV[4])
local count = 0
for at = 8, #ARGV do
  local entry = read_entry(prefix, batch, ARGV[at])
  local id = entry and link_id_of(entry)
  local ended, status = string.match(redis.call('HGET', prefix .. ':ended:' .. batch, ARGV[at]) or '', '^(%S+) (%S+)')
  if ended and ARGV[7] == '1' then redis.call('HDEL', prefix .. ':ended:' .. batch, ARGV[at]) end
  local has_ended = ended == id and status ~= 'absent' and ARGV[7] ~= '1'
  if id and not has_ended and not (ARGV[7] == '1' and is_wanted(prefix, entry)) then
    if intend(prefix, entry, id, 'batch revoked', now) then record(prefix, entry, now, ARGV[6]) end
    count = count + 1
  end
end
return count
