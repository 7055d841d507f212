-- Saves grants for rows that were entered under a reference of an earlier entry, with its generation plus one.
-- KEYS[1] <prefix>:account   ARGV: prefix, batch, id of the batch's data key, then for each row three: line, generation, past as JSON with
--   the grant
-- Returns how many were granted. Answers the error BATCHGONE where the batch is lost; KEYGONE where its key is another by now.
local prefix, batch, granted = ARGV[1], ARGV[2], 0
local key = prefix .. ':batch:' .. batch
if redis.call('HEXISTS', key, 'submittedAt') == 0 then return redis.error_reply('BATCHGONE') end
if keys_are_gone(KEYS[1], key, ARGV[3]) then return redis.error_reply('KEYGONE') end
for at = 4, #ARGV, 3 do
  local entry = read_entry(prefix, batch, ARGV[at])
  if entry and entry.past == '' and entry.generation == tonumber(ARGV[at + 1]) then
    entry.past = ARGV[at + 2]
    write_entry(prefix, entry)
    granted = granted + 1
  end
end
return granted
