-- Replaces an entry's link, which can no longer be paid, by another link of the same entry.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, id of the ended link, extra of the new state
--   ('1 id url expiry mark'), the row's past with the ended link as JSON, ids of the batch's data key and of the account's hash key, the
--   generation that the entry had when it was read
-- Returns 1; 0 where the entry changed, or the new link is being revoked. Answers the error KEYGONE where a key is another by now.
local prefix, now = ARGV[1], clock(ARGV[2])
is_sound(prefix, now, ARGV[3], ARGV[4])
if keys_are_gone(KEYS[1], prefix .. ':batch:' .. ARGV[5], ARGV[10], ARGV[11]) then return redis.error_reply('KEYGONE') end
local entry = read_entry(prefix, ARGV[5], ARGV[6])
local id = string.match(ARGV[8], '^%d (%S+)')
if not entry or link_id_of(entry) ~= ARGV[7] or not fits_past(entry, ARGV[12], ARGV[9]) or redis.call('HEXISTS', prefix .. ':revoking', id) == 1 then return 0 end
entry.past = ARGV[9]
drop_duplicate(prefix, entry, id)
redis.call('HDEL', prefix .. ':ended:' .. entry.batch, entry.line)
record(prefix, entry, now, message('row_link_replaced', { link = id, before = ARGV[7] }))
move(prefix, entry, 'created', ARGV[8], now)
reopen_books(prefix, entry, now)
return 1
