-- Ends the revocation of a link that Bridge showed as ended, or that does not belong to the row.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, id of the link, its status as Bridge showed it
--   (revoked | expired | completed | absent | left alone: the row does not change), id of the batch's data key, the generation that the
--   entry had when it was read, its past with the link as JSON, 1 where the batch was purged (its rows do not change any more)
-- A duplicate link that was paid meanwhile stays undecided among the duplicates. A misdirected link that was paid fails its row, and no
-- other link is made of it.
-- Returns 1; 0 where it was done before; -1 where the entry changed since it was read. Answers the error KEYGONE where the batch has
-- another key by now.
local prefix, now, id, status = ARGV[1], clock(ARGV[2]), ARGV[5], ARGV[6]
is_sound(prefix, now, ARGV[3], ARGV[4])
local intent = redis.call('HGET', prefix .. ':revoking', id)
if not intent then return 0 end
local batch, line = string.match(intent, '^(%S-)%-(%d+) ')
-- An intent without a row was not written by these scripts.
local is_to_write = batch and status ~= 'left alone' and ARGV[10] ~= '1'
local entry = is_to_write and read_entry(prefix, batch, line) or nil
if entry and ARGV[9] == '' then return -1 end
if entry then
  if keys_are_gone(KEYS[1], prefix .. ':batch:' .. batch, ARGV[7]) then return redis.error_reply('KEYGONE') end
  if not fits_past(entry, ARGV[8], ARGV[9]) then return -1 end
end
redis.call('HDEL', prefix .. ':revoking', id)
redis.call('ZREM', prefix .. ':revocations', id)
if batch then redis.call('ZREM', prefix .. ':revocations:' .. batch, id) end
if not entry then return 1 end
record(prefix, entry, now, message('row_link_ended', { link = id, status = status }))
if link_id_of(entry) == id then
  redis.call('HSET', prefix .. ':ended:' .. entry.batch, entry.line, id .. ' ' .. status .. ' ' .. text(now))
elseif string.find(entry.past, '["' .. id .. '","","misdirected",', 1, true) then
  if status == 'completed' then
    entry.past = ARGV[9]
    -- Its money went elsewhere, so an unsettled row fails. Where the row has a new link, the reopened books report the other payment.
    if not is_settled(entry.kind) or entry.kind == 'cancelled' then
      move(prefix, entry, 'failed', '{"code":"paid_elsewhere","details":[{"code":"link_named","params":{"link":"' .. id .. '"}}]}', now)
    else
      write_entry(prefix, entry)
    end
  end
elseif status ~= 'completed' then
  drop_duplicate(prefix, entry, id)
  -- The past keeps the reconciler from taking the link for the row's own.
  entry.past = ARGV[9]
  write_entry(prefix, entry)
end
reopen_books(prefix, entry, now)
return 1
