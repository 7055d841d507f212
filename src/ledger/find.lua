-- The entries of these references; writes nothing.
-- KEYS[1] <prefix>:account   ARGV: prefix, then digests of references
-- Returns for each two: pointer and page, or '' and ''.
local answer = {}
for at = 2, #ARGV do
  local pointer = redis.call('HGET', bucket_of(ARGV[1], 'refs', ARGV[at]), ARGV[at])
  local entry = pointer and read_pointer(ARGV[1], pointer)
  answer[#answer + 1] = entry and pointer or ''
  answer[#answer + 1] = entry and entry.page or ''
end
return answer
