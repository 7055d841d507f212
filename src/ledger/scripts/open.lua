-- Opens a batch, once. KEYS[1] <prefix>:batch:<batch>, KEYS[2] <prefix>:batches, KEYS[3] <prefix>:entries:<batch>
-- ARGV: now ('' = Redis' clock), batch, then field and value in turn. Returns its submittedAt where it is new, else ''.
-- An opening that was interrupted before the header and any row were written starts anew.
if redis.call('HEXISTS', KEYS[1], 'submittedAt') == 1 then
  local is_begun = redis.call('HEXISTS', KEYS[1], 'header') == 1 or redis.call('EXISTS', KEYS[3]) == 1
  if is_begun then return '' end
end
-- A late command of a lost batch may have left fields here.
redis.call('DEL', KEYS[1])
local now = text(clock(ARGV[1]))
redis.call('HSET', KEYS[1], 'submittedAt', now, unpack(ARGV, 3))
redis.call('ZADD', KEYS[2], now, ARGV[2])
return now
