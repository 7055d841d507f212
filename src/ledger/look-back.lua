-- Holds links of the provider's list against a ledger that may have forgotten them.
-- KEYS[1] <prefix>:account   ARGV: prefix, then for each link two: digest of its reference, stray ('fingerprint id url')
-- A link whose reference no entry has is kept for batches that are handed in later.
-- Returns for each link the pointer of its entry, or ''.
local prefix, pointers = ARGV[1], {}
for at = 2, #ARGV, 2 do
  local digest = ARGV[at]
  local pointer = redis.call('HGET', bucket_of(prefix, 'refs', digest), digest)
  if not pointer then redis.call('HSET', prefix .. ':strays', digest, ARGV[at + 1]) end
  pointers[#pointers + 1] = pointer or ''
end
return pointers
