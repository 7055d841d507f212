-- Sets the counters of a restored batch to the counts from its records. Where they differ, or the books were not closed and balanced, the
-- books are closed anew. A batch that lacks rows becomes a submission that was never committed.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, then name and count in turn
-- Returns 1; 0 where rows are missing: a person submits its file again.
local prefix, now, batch = ARGV[1], clock(ARGV[2]), ARGV[5]
local key = prefix .. ':batch:' .. batch
local outcomes = { 'created', 'refused', 'failed', 'cancelled', 'known', 'doubtful', 'open' }
local sums = { 'amountCents', 'createdCents', 'knownOpen', 'knownCreated' }
local counted, rows, is_same = {}, redis.call('HLEN', prefix .. ':rejections:' .. batch), true
counted.rejected = rows
for at = 6, #ARGV, 2 do counted[ARGV[at]] = tonumber(ARGV[at + 1]) end
for _, name in ipairs(outcomes) do rows = rows + (counted[name] or 0) end
for _, names in ipairs({ outcomes, sums, { 'rejected' } }) do
  for _, name in ipairs(names) do
    if tonumber(redis.call('HGET', key, name) or 0) ~= (counted[name] or 0) then
      redis.call('HSET', key, name, text(counted[name] or 0))
      is_same = false
    end
  end
end
if rows ~= tonumber(redis.call('HGET', key, 'fileRows')) or redis.call('HEXISTS', key, 'committedAt') == 0 then
  redis.call('HDEL', key, 'committedAt', 'finishedAt')
  return 0
end
-- When the copy was made, this batch waited for a link to be read back.
if verifying_of(prefix, batch) then redis.call('ZADD', prefix .. ':verifications', text(now), batch) end
if (counted.doubtful or 0) > 0 then redis.call('HSET', key, 'doubted', '1') end
if not is_same or redis.call('HGET', key, 'balanced') ~= '1' then
  redis.call('HDEL', key, 'finishedAt')
  finish_batch(prefix, batch, now)
end
return 1
