-- Holds links of the provider's list against a ledger that may have forgotten them.
-- KEYS[1] <prefix>:account   ARGV: prefix, id of the account's hash key, then for each link two: digest of its reference, stray
--   ('rank generation fingerprints id url expiry mark')
-- A link whose reference no entry has is kept for batches that are handed in later: of several the one of the highest rank, and
-- of the latest generation. Returns for each link the pointer of its entry, or ''.
local prefix, pointers = ARGV[1], {}
if key_id(KEYS[1], 'hashKey') ~= ARGV[2] then return redis.error_reply('KEYGONE') end
local strays = prefix .. ':orphans'

local function is_better(stray, kept)
  local rank, generation = string.match(stray, '^(%d) (%d+) ')
  local kept_rank, kept_generation = string.match(kept, '^(%d) (%d+) ')
  if rank ~= kept_rank then return rank > kept_rank end
  return tonumber(generation) > tonumber(kept_generation)
end

for at = 3, #ARGV, 2 do
  local digest, stray = ARGV[at], ARGV[at + 1]
  local pointer = redis.call('HGET', bucket_of(prefix, 'refs', digest), digest)
  if not pointer then
    local kept = redis.call('HGET', strays, digest)
    if not kept or is_better(stray, kept) then redis.call('HSET', strays, digest, stray) end
  end
  pointers[#pointers + 1] = pointer or ''
end
return pointers
