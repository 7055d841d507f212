-- Saves a decision about a duplicate link of an entry.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, id of the link, decision
--   decision keep (add the link to the undecided ones), payable (the same, and it is not paid after all), revoke (written before Bridge
--   is asked), drop (it cannot be paid, or is the entry's own), twice (it was paid, and so was another link of the entry)
-- Returns 1; 0 where that was saved before.
local prefix, now, id, decision = ARGV[1], clock(ARGV[2]), ARGV[7], ARGV[8]
is_sound(prefix, now, ARGV[3], ARGV[4])
local entry = read_entry(prefix, ARGV[5], ARGV[6])
if not entry then
  redis.call('HDEL', prefix .. ':duplicates:' .. ARGV[5], ARGV[6])
  redis.call('ZREM', prefix .. ':duplicates', ARGV[5] .. '-' .. ARGV[6])
  return 0
end
local twice_key = prefix .. ':twice:' .. entry.batch
if decision == 'payable' then
  local left = {}
  for other in string.gmatch(redis.call('HGET', twice_key, entry.line) or '', '%S+') do
    if other ~= id then left[#left + 1] = other end
  end
  if #left > 0 then redis.call('HSET', twice_key, entry.line, table.concat(left, ' ')) else redis.call('HDEL', twice_key, entry.line) end
end
if decision == 'keep' or decision == 'payable' then
  return link_id_of(entry) ~= id and keep_duplicate(prefix, entry, id, now) and 1 or 0
end
if decision == 'revoke' then
  if not intend(prefix, entry, id, 'duplicate link', now) then return 0 end
  record(prefix, entry, now, message('row_duplicate_link_to_revoke', { link = id }))
  return 1
end
drop_duplicate(prefix, entry, id)
if decision == 'drop' then return 1 end
local ids = redis.call('HGET', twice_key, entry.line)
if has_word(ids, id) then return 0 end
redis.call('HSET', twice_key, entry.line, (ids and ids .. ' ' or '') .. id)
record(prefix, entry, now, message('row_duplicate_link_paid', { link = id }))
reopen_books(prefix, entry, now)
return 1
