-- What came of one attempt.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, attempt, kind, extra
--   kind created (extra '0 id url'), refused or failed (extra the failure), doubtful (silent), entered (surely nothing
--   was made)
-- Returns done; taken (the link is another entry's: nothing changed); already (the same was known); late (the entry has moved on: nothing changed); extra (a second link of this
-- entry: kept in <prefix>:extras); unknown (the ledger has no such entry).
local prefix, now, attempt, kind, extra = ARGV[1], clock(ARGV[2]), tonumber(ARGV[7]), ARGV[8], ARGV[9]
is_sound(prefix, now, ARGV[3], ARGV[4])
local entry = read_entry(prefix, ARGV[5], ARGV[6])
if not entry then return 'unknown' end

if kind == 'created' then
  -- A created answer is never dropped, however late it comes. It also ends a row of 429.
  redis.call('HDEL', prefix .. ':pace', 'strikes')
  local id = string.match(extra, '^%d (%S+)')
  if owner_of(prefix, id, pointer_of(entry)) ~= pointer_of(entry) then return 'taken' end
  if entry.kind == 'created' then
    if string.match(entry.extra, '^%d (%S+)') == id then return 'already' end
    redis.call('HSET', prefix .. ':extras', id, pointer_of(entry))
    return 'extra'
  end
  move(prefix, entry, 'created', extra, now)
  return 'done'
end

if entry.attempt ~= attempt or (entry.kind ~= 'claimed' and entry.kind ~= 'doubtful') then return 'late' end
if kind == 'doubtful' then
  if entry.kind == 'doubtful' then return 'already' end
  extra = entry.extra
end
move(prefix, entry, kind, extra, now)
return 'done'
