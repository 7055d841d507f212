-- What the provider's list proves about one entry. The script checks the proof itself, so it is safe without the sweep's lock.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, attempt that the sweep saw, verdict,
--   extra, when the listing was begun, proof wait P in ms, sends in all
--   verdict found (extra '1 id url'), conflict (extra the failure), absent (extra the failure for the last absence)
-- Returns done; again (proven absent: to be sent again); already; late; extra; unproven (begun too early).
local prefix, now, attempt, verdict = ARGV[1], clock(ARGV[2]), tonumber(ARGV[7]), ARGV[8]
is_sound(prefix, now, ARGV[3], ARGV[4])
local entry = read_entry(prefix, ARGV[5], ARGV[6])
if not entry then return 'late' end

if verdict == 'found' then
  local id = string.match(ARGV[9], '^%d (%S+)')
  local owner, key, digest = owner_of(prefix, id, pointer_of(entry))
  if owner ~= pointer_of(entry) then
    -- The list is right: an answer had come to the wrong row, and what became of that one is to be looked up.
    local wrong = read_pointer(prefix, owner)
    if wrong and wrong.kind == 'created' and string.match(wrong.extra, '^%d (%S+)') == id then
      move(prefix, wrong, 'doubtful', text(now), now)
    end
    redis.call('HSET', key, digest, pointer_of(entry))
  end
  if entry.kind == 'created' then
    if string.match(entry.extra, '^%d (%S+)') == id then return 'already' end
    redis.call('HSET', prefix .. ':extras', id, pointer_of(entry))
    return 'extra'
  end
  move(prefix, entry, 'created', ARGV[9], now)
  return 'done'
end

if entry.attempt ~= attempt or is_settled(entry.kind) then return 'late' end
if verdict == 'conflict' then
  move(prefix, entry, 'failed', ARGV[9], now)
  return 'done'
end
if entry.kind ~= 'doubtful' then return 'late' end
if tonumber(ARGV[10]) < tonumber(entry.extra) + tonumber(ARGV[11]) then return 'unproven' end
entry.absences = entry.absences + 1
if entry.absences >= tonumber(ARGV[12]) then
  move(prefix, entry, 'failed', ARGV[9], now)
  return 'done'
end
move(prefix, entry, 'entered', '', now)
return 'again'
