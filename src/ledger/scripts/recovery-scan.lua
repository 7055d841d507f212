-- Finds the entries of listed links in a ledger that may have lost them, and saves links without an entry as orphans.
-- KEYS[1] <prefix>:account   ARGV: prefix, id of the account's hash key, then for each link two: digest of its reference, orphan
--   ('rank generation fingerprints id url expiry mark')
-- Orphans wait for batches that are submitted later; of several with one reference the highest rank stays, then the latest generation.
-- Returns for each link the pointer of its entry, or ''. Answers the error KEYGONE where the account has another hash key by now.
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
