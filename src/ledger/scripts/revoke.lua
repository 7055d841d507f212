-- Writes down that the links of these rows are to be revoked, before any revocation is asked for.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, what is written of each row (a message), 1 where that was decided before, rows
--   that somebody has wanted since, or that another batch holds, are left, and the links were seen to be valid; then lines
-- Returns how many links there are to revoke; rows without a link, or whose link was seen to have ended, are none.
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
