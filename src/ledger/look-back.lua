-- Holds links of the provider's list against a ledger that may have forgotten them.
-- KEYS[1] <prefix>:account   ARGV: prefix, then for each link two: digest of its reference, stray ('fingerprint id url [expiry]',
--   fingerprint 'foreign' where the link is not ours)
-- A link whose reference no entry has is kept for batches that are handed in later.
-- Returns for each link the pointer of its entry, or ''.
local prefix, pointers = ARGV[1], {}
for at = 2, #ARGV, 2 do
  local digest = ARGV[at]
  local pointer = redis.call('HGET', bucket_of(prefix, 'refs', digest), digest)
  local stray = ARGV[at + 1]
  local is_foreign = string.sub(stray, 1, 8) == 'foreign '
  -- A link of ours is not forgotten for somebody else's under the same reference.
  if not pointer and is_foreign then redis.call('HSETNX', prefix .. ':strays', digest, stray) end
  if not pointer and not is_foreign then redis.call('HSET', prefix .. ':strays', digest, stray) end
  pointers[#pointers + 1] = pointer or ''
end
return pointers
