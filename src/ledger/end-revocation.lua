-- A link that was to be revoked was seen to have ended.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, id of the link, how it was seen
--   (revoked | expired | completed | absent)
-- A second link that was paid meanwhile stays among the extras, to be decided upon again. A link that leads elsewhere and was paid holds
-- its row: no other link is made of it. Returns 1; 0 where it was done before.
local prefix, now, id, status = ARGV[1], clock(ARGV[2]), ARGV[5], ARGV[6]
is_sound(prefix, now, ARGV[3], ARGV[4])
local intent = redis.call('HGET', prefix .. ':revoking', id)
if not intent then return 0 end
redis.call('HDEL', prefix .. ':revoking', id)
redis.call('ZREM', prefix .. ':revocations', id)
local batch, line = string.match(intent, '^(%S-)%-(%d+) ')
redis.call('ZREM', prefix .. ':revocations:' .. batch, id)
local entry = read_entry(prefix, batch, line)
if not entry then return 1 end
record(prefix, entry, now, 'seen ' .. status .. ': ' .. id)
if link_id_of(entry) == id then
  redis.call('HSET', prefix .. ':ended:' .. entry.batch, entry.line, id .. ' ' .. status .. ' ' .. text(now))
elseif string.find(intent, ' misdirected', 1, true) then
  -- Whatever the row waits for: what it was to pay went elsewhere. Only a link of its own, in another state, says more.
  local is_held = not is_settled(entry.kind) or entry.kind == 'cancelled'
  if status == 'completed' and is_held then
    move(prefix, entry, 'failed', '{"code":"paid_elsewhere","detail":"The link is ' .. id .. '."}', now)
  elseif status == 'completed' then
    -- The row has got a link of its own meanwhile: its books tell of the other payment.
    local seen = '["' .. id .. '","","misdirected",'
    local from, to = string.find(entry.past, seen, 1, true)
    if from then
      entry.past = string.sub(entry.past, 1, from - 1) .. '["' .. id .. '","","paid elsewhere",' .. string.sub(entry.past, to + 1)
      write_entry(prefix, entry)
    end
  end
elseif status ~= 'completed' then
  drop_extra(prefix, entry, id)
  -- It never counts as found.
  add_past(entry, id, status, now)
  write_entry(prefix, entry)
end
reopen_books(prefix, entry, now)
return 1
