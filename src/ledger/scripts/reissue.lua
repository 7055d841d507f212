-- A new generation for a row whose link was seen to have ended. The old link never counts again.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, id of the link that has ended, how, the row's
--   past with that link as JSON (the record's fifth line), what is written of the row (a message), id of the batch's data key, the generation that the entry had
-- Returns 1; 0 where the batch was purged, the entry has another link by now, its link is being revoked, or a duplicate link is to be decided upon.
local prefix, now = ARGV[1], clock(ARGV[2])
is_sound(prefix, now, ARGV[3], ARGV[4])
if keys_are_gone(KEYS[1], prefix .. ':batch:' .. ARGV[5], ARGV[11]) then return redis.error_reply('KEYGONE') end
local entry = read_entry(prefix, ARGV[5], ARGV[6])
if redis.call('HEXISTS', prefix .. ':batch:' .. ARGV[5], 'purgedAt') == 1 then return 0 end
if not entry or link_id_of(entry) ~= ARGV[7] or not fits_past(entry, ARGV[12], ARGV[9]) or redis.call('HEXISTS', prefix .. ':revoking', ARGV[7]) == 1 then return 0 end
if redis.call('HEXISTS', prefix .. ':duplicates:' .. entry.batch, entry.line) == 1 then return 0 end
local trail = redis.call('HGET', prefix .. ':row-events:' .. entry.batch, entry.line) or ''
-- Of a sending that was answered at once nothing is written before; older versions wrote it in words.
if not string.find(trail, '"attempt":', 1, true) and not string.find('\n' .. trail, '\n%d+ attempt ') then
  record(prefix, entry, now, message('row_sent_created', { attempt = entry.attempt, sentAt = entry.first, link = ARGV[7] }))
end
entry.generation = entry.generation + 1
entry.first, entry.absences, entry.past = 0, 0, ARGV[9]
redis.call('HDEL', prefix .. ':ended:' .. entry.batch, entry.line)
record(prefix, entry, now, ARGV[10])
move(prefix, entry, 'entered', '', now)
return 1
