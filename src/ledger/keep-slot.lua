-- Keeps a slot of a schedule as it stands now, where nobody else has kept it since it was read.
-- KEYS[1] <prefix>:slots:<name>, KEYS[2] <prefix>:slot-times:<name>, KEYS[3] <prefix>:slots-open
-- ARGV: name, time of the slot, revision that it was read with (0: it is new), slot as JSON, 1 where it is under way, slots that are
--   kept at most
-- A new slot is opened only where none of its time or a later one is there. Returns 1 where it was kept.
local at, revision = ARGV[2], tonumber(ARGV[3])
local stored = redis.call('HGET', KEYS[1], at)
if revision == 0 then
  local newest = redis.call('ZREVRANGE', KEYS[2], 0, 0)[1]
  if newest and tonumber(newest) >= tonumber(at) then return 0 end
elseif not stored or tonumber(string.match(stored, '^%d+')) ~= revision then
  return 0
end
redis.call('HSET', KEYS[1], at, text(revision + 1) .. ' ' .. ARGV[4])
redis.call('ZADD', KEYS[2], at, at)
local member = ARGV[1] .. ' ' .. at
if ARGV[5] == '1' then redis.call('ZADD', KEYS[3], at, member) else redis.call('ZREM', KEYS[3], member) end
local surplus = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[6])
for _, old in ipairs(surplus > 0 and redis.call('ZRANGE', KEYS[2], 0, surplus - 1) or {}) do
  -- What is under way is kept, however old.
  if not redis.call('ZSCORE', KEYS[3], ARGV[1] .. ' ' .. old) then
    redis.call('ZREM', KEYS[2], old)
    redis.call('HDEL', KEYS[1], old)
  end
end
return 1
