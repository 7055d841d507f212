-- Finds the entries with these references; writes nothing.
-- KEYS[1] <prefix>:account   ARGV: prefix, id of the account's hash key, then digests of references
-- Returns for each two: pointer and record, or '' and ''. Answers the error KEYGONE where the account has another hash key by now.
if key_id(KEYS[1], 'hashKey') ~= ARGV[2] then return redis.error_reply('KEYGONE') end
local answer = {}
for at = 3, #ARGV do
  local pointer = redis.call('HGET', bucket_of(ARGV[1], 'refs', ARGV[at]), ARGV[at])
  local entry = pointer and read_pointer(ARGV[1], pointer)
  answer[#answer + 1] = entry and pointer or ''
  answer[#answer + 1] = entry and entry.page or ''
end
return answer
