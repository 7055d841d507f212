-- Takes the rows of batches out of the duplicate guard: what stands for their IBAN, amount and label goes.
-- KEYS[1] <prefix>:account   ARGV: prefix, first and last bucket to look at, then batches
-- Returns how many went; doing it twice is harmless.
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
