-- What is decided about a second link of an entry.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, id of the link, decision
--   decision keep (it is to be decided upon), revoke (written before the revocation is asked for), drop (it cannot be paid, or it
--   is the entry's own), twice (it was paid, and so was another: a person is told)
-- Returns 1.
local prefix, now, id, decision = ARGV[1], clock(ARGV[2]), ARGV[7], ARGV[8]
is_sound(prefix, now, ARGV[3], ARGV[4])
local entry = read_entry(prefix, ARGV[5], ARGV[6])
if not entry then return redis.call('HDEL', prefix .. ':extras', id) end
if decision == 'keep' then
  if link_id_of(entry) ~= id then keep_extra(prefix, entry, id, now) end
  return 1
end
if decision == 'revoke' then
  if redis.call('HSETNX', prefix .. ':revoking', id, pointer_of(entry) .. ' second link') == 1 then
    record(prefix, entry, now, 'to be revoked, since another link stays: ' .. id)
  end
  return 1
end
redis.call('HDEL', prefix .. ':extras', id)
if decision == 'drop' then return 1 end
local key = prefix .. ':twice:' .. entry.batch
local ids = redis.call('HGET', key, entry.line)
redis.call('HSET', key, entry.line, (ids and ids .. ' ' or '') .. id)
record(prefix, entry, now, 'a second link of the row was paid: ' .. id)
reopen_books(prefix, entry, now)
return 1
