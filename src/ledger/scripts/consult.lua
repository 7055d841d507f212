-- Computes what entering these rows would decide; writes nothing.
-- KEYS[1] <prefix>:account   ARGV: prefix, batch, id of the account's hash key, then for each row three: digest of the reference ('' =
--   the row has none of its own), digest for the duplicate guard ('' = none), compared text (the record's third line)
-- Answers the error KEYGONE where the account has another hash key by now.
-- Rows of the batch itself, and of submissions that were never committed, are ignored.
-- Returns for each row three: new | known | corrected | conflict; pointer of the earlier entry or ''; pointer of an entry with another
-- reference and the same IBAN, amount and label, or ''.
local prefix, batch, answers = ARGV[1], ARGV[2], {}

if key_id(KEYS[1], 'hashKey') ~= ARGV[3] then return redis.error_reply('KEYGONE') end

local function counts(entry) return entry and entry.batch ~= batch and not is_abandoned(prefix, entry, batch) end

local function twin_of(guard, pointer)
  local twin = guard ~= '' and redis.call('HGET', bucket_of(prefix, 'guards', guard), guard)
  if not twin or twin == pointer then return '' end
  local entry = read_pointer(prefix, twin)
  return counts(entry) and not is_without_link(entry) and twin or ''
end

for at = 4, #ARGV, 3 do
  local digest, guard, contents = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local pointer = digest ~= '' and redis.call('HGET', bucket_of(prefix, 'refs', digest), digest)
  local earlier = pointer and read_pointer(prefix, pointer)
  local verdict = 'new'
  if not counts(earlier) then earlier = nil end
  if earlier then
    verdict = makes_known(earlier, contents) and 'known'
      or is_without_link(earlier) and 'corrected' or 'conflict'
  end
  answers[#answers + 1] = verdict
  answers[#answers + 1] = earlier and pointer or ''
  answers[#answers + 1] = verdict ~= 'known' and twin_of(guard, pointer) or ''
end
return answers
