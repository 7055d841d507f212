-- Removes the rows of batches from the duplicate guard, with the digests of their IBAN, amount and label.
-- KEYS[1] <prefix>:account   ARGV: prefix, first and last bucket to search, then batches
-- Returns how many were removed; idempotent.
local prefix, gone, went = ARGV[1], {}, 0
for at = 4, #ARGV do gone[ARGV[at]] = true end
for bucket = tonumber(ARGV[2]), tonumber(ARGV[3]) do
  local key = prefix .. ':guards:' .. bucket
  local guards = redis.call('HGETALL', key)
  for at = 1, #guards, 2 do
    if gone[string.match(guards[at + 1], '^(.-)%-%d+$')] then went = went + redis.call('HDEL', key, guards[at]) end
  end
end
return went
