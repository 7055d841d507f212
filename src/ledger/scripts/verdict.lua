-- Saves what the provider's list proves about one entry. The script checks the proof itself, so it is safe without the reconciler's lease.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, attempt that the reconciler read, verdict,
--   extra, generation in the tag of a found link, when the listing began, proof wait P in ms, most sends; then, for found, ids of the
--   batch's data key and of the account's hash key, the generation that the entry had when it was read, and its past as JSON for the
--   generation of the link where that is later ('' = not)
--   verdict found (extra '1 id url expiry mark'), conflict (extra the failure), absent (extra the failure for the last absence)
-- Returns done; again (proven absent: the row is sent again); already (saved before, or the link never counts); late (the entry has moved
-- on); duplicate (a duplicate link, saved); unproven (the listing began too early); wrong (two rows had each other's links: both are looked
-- up). Answers the error KEYGONE where one of the keys is another by now.
local prefix, now, attempt, verdict, extra = ARGV[1], clock(ARGV[2]), tonumber(ARGV[7]), ARGV[8], ARGV[9]
is_sound(prefix, now, ARGV[3], ARGV[4])
local entry = read_entry(prefix, ARGV[5], ARGV[6])
if not entry then return 'late' end

-- The list decides who owns the link; a row that got it by a wrong answer becomes doubtful and is looked up.
local function take_over(id)
  local owner, key, digest = owner_of(prefix, id, pointer_of(entry))
  if owner == pointer_of(entry) then return false end
  local wrong = read_pointer(prefix, owner)
  redis.call('HSET', key, digest, pointer_of(entry))
  if not wrong or link_id_of(wrong) ~= id then return false end
  record(prefix, wrong, now, message('row_link_of_other_row', { link = id }))
  move(prefix, wrong, 'doubtful', text(now), now)
  return true
end

if verdict == 'found' then
  if keys_are_gone(KEYS[1], prefix .. ':batch:' .. ARGV[5], ARGV[14], ARGV[15]) then return redis.error_reply('KEYGONE') end
  local id = string.match(extra, '^%d (%S+)')
  -- An earlier link never counts, nor does one that is being revoked.
  if is_earlier_link(entry, id) then return 'already' end
  if not is_settled(entry.kind) and redis.call('HEXISTS', prefix .. ':revoking', id) == 1 then return 'already' end
  local was_elsewhere = take_over(id)
  if link_id_of(entry) == id then return 'already' end
  if entry.kind == 'created' and was_elsewhere then
    -- Two rows had each other's answers: this one's link is not its own.
    record(prefix, entry, now, message('row_answer_of_other_row', {}))
    move(prefix, entry, 'doubtful', text(now), now)
    return 'wrong'
  end
  if entry.kind == 'created' then
    return keep_duplicate(prefix, entry, id, now) and 'duplicate' or 'already'
  end
  if tonumber(ARGV[10]) > entry.generation then
    if ARGV[17] ~= '' and fits_past(entry, ARGV[16], ARGV[17]) then entry.past = ARGV[17] end
    entry.generation = tonumber(ARGV[10])
  end
  record(prefix, entry, now, message('row_link_found', { link = id }))
  move(prefix, entry, 'created', extra, now)
  return 'done'
end

if entry.attempt ~= attempt or is_settled(entry.kind) then return 'late' end
if verdict == 'conflict' then
  record(prefix, entry, now, message('row_reference_taken', {}))
  move(prefix, entry, 'failed', extra, now)
  return 'done'
end
if entry.kind ~= 'doubtful' then return 'late' end
if tonumber(ARGV[11]) < tonumber(entry.extra) + tonumber(ARGV[12]) then return 'unproven' end
entry.absences = entry.absences + 1
record(prefix, entry, now, message('row_proven_absent', { attempt = attempt }))
if entry.absences >= tonumber(ARGV[13]) then
  move(prefix, entry, 'failed', extra, now)
  return 'done'
end
move(prefix, entry, 'entered', '', now)
return entry.kind == 'entered' and 'again' or 'done'
