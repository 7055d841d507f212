-- Handles a link of ours that leads to another account: revokes it for good, stops the account, and makes all links of the batch due to be
-- compared.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, id of the link, reason of the stop and row event
--   (messages), `born` of the ledger that the caller concluded from ('' = any), id of the batch's data key, the generation that the
--   entry had when it was read, 1 where the link is the entry's own, its past with the link as JSON
-- A row whose own link it was waits to be sent again in a new generation; no claim takes it before the link ended.
-- Returns 1; 0 where that was known, or the ledger was lost since; -1 where the entry changed since it was read. Answers the error KEYGONE
-- where the batch has another key by now.
local prefix, now, id = ARGV[1], clock(ARGV[2]), ARGV[7]
is_sound(prefix, now, ARGV[3], ARGV[4])
if ARGV[10] ~= '' and redis.call('HGET', KEYS[1], 'born') ~= ARGV[10] then return 0 end
if keys_are_gone(KEYS[1], prefix .. ':batch:' .. ARGV[5], ARGV[11]) then return redis.error_reply('KEYGONE') end
local entry = read_entry(prefix, ARGV[5], ARGV[6])
local is_known = entry and is_earlier_link(entry, id)
if not entry or (is_known and redis.call('HEXISTS', prefix .. ':revoking', id) == 1) then return 0 end
local is_own = link_id_of(entry) == id
if is_own ~= (ARGV[13] == '1') or not fits_past(entry, ARGV[12], ARGV[14]) then return -1 end
local owner, key, digest = owner_of(prefix, id, pointer_of(entry))
if owner ~= pointer_of(entry) then redis.call('HSET', key, digest, pointer_of(entry)) end
local was_shown = not is_unverified(entry)
stop_account(KEYS[1], now, ARGV[8], 'destination')
redis.call('ZADD', prefix .. ':misdirected', text(now), entry.batch)
-- Somebody may be paying a link that a report has shown.
local why = is_own and was_shown and 'misdirected shown' or 'misdirected'
-- This reason replaces any other.
if not intend(prefix, entry, id, why, now) then redis.call('HSET', prefix .. ':revoking', id, pointer_of(entry) .. ' ' .. why) end
record(prefix, entry, now, ARGV[9])
entry.past = ARGV[14]
if entry.line == verifying_of(prefix, entry.batch) then end_verifying(prefix, entry.batch) end
if is_own then
  entry.generation = entry.generation + 1
  entry.first, entry.absences = 0, 0
  redis.call('HDEL', prefix .. ':ended:' .. entry.batch, entry.line)
  move(prefix, entry, 'entered', '', now)
else
  drop_duplicate(prefix, entry, id)
  write_entry(prefix, entry)
end
reopen_books(prefix, entry, now)
return 1
