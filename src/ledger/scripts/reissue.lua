-- Starts a new generation of a row whose link has ended. The old link never counts again.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, id of the link that has ended, its status, the row's
--   past with that link as JSON (the record's fifth line), row event (a message), id of the batch's data key, the generation that the
--   entry had when it was read
-- Returns 1; 0 where the batch was purged, the entry changed, its link is being revoked, or it has an undecided duplicate link. Answers the
-- error KEYGONE where the batch has another key by now.
local prefix, now = ARGV[1], clock(ARGV[2])
is_sound(prefix, now, ARGV[3], ARGV[4])
if keys_are_gone(KEYS[1], prefix .. ':batch:' .. ARGV[5], ARGV[11]) then return redis.error_reply('KEYGONE') end
local entry = read_entry(prefix, ARGV[5], ARGV[6])
if redis.call('HEXISTS', prefix .. ':batch:' .. ARGV[5], 'purgedAt') == 1 then return 0 end
if not entry or link_id_of(entry) ~= ARGV[7] or not fits_past(entry, ARGV[12], ARGV[9]) or redis.call('HEXISTS', prefix .. ':revoking', ARGV[7]) == 1 then return 0 end
if redis.call('HEXISTS', prefix .. ':duplicates:' .. entry.batch, entry.line) == 1 then return 0 end
local trail = redis.call('HGET', prefix .. ':row-events:' .. entry.batch, entry.line) or ''
-- A sending that was answered at once left no event; older versions wrote plain text.
if not string.find(trail, '"attempt":', 1, true) and not string.find('\n' .. trail, '\n%d+ attempt ') then
  record(prefix, entry, now, message('row_sent_created', { attempt = entry.attempt, sentAt = entry.first, link = ARGV[7] }))
end
entry.generation = entry.generation + 1
entry.first, entry.absences, entry.past = 0, 0, ARGV[9]
redis.call('HDEL', prefix .. ':ended:' .. entry.batch, entry.line)
record(prefix, entry, now, ARGV[10])
move(prefix, entry, 'entered', '', now)
return 1
