-- Says what the ledger would answer to rows that are handed in; writes nothing.
-- KEYS[1] <prefix>:account   ARGV: prefix, then for each row three: digest of the reference ('' = the row has none of its
--   own), digest for the duplicate guard ('' = none), contents
-- Returns for each row three: new | known | mended | conflict, pointer of the earlier entry or '', pointer of an entry of
-- another reference with the same IBAN, amount and label, or ''.
local prefix, answers = ARGV[1], {}

local function twin_of(guard, pointer)
  local twin = guard ~= '' and redis.call('HGET', bucket_of(prefix, 'guards', guard), guard)
  if not twin or twin == pointer then return '' end
  local entry = read_pointer(prefix, twin)
  return entry and not without_link[entry.kind] and twin or ''
end

for at = 2, #ARGV, 3 do
  local digest, guard, contents = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local pointer = digest ~= '' and redis.call('HGET', bucket_of(prefix, 'refs', digest), digest)
  local earlier = pointer and read_pointer(prefix, pointer)
  local verdict = 'new'
  if earlier then
    verdict = earlier.contents == contents and 'known' or without_link[earlier.kind] and 'mended' or 'conflict'
  end
  answers[#answers + 1] = verdict
  answers[#answers + 1] = earlier and pointer or ''
  answers[#answers + 1] = verdict ~= 'known' and twin_of(guard, pointer) or ''
end
return answers
