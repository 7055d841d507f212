-- Keeps a slot of a schedule as it stands now, where nobody else has kept it since it was read.
-- KEYS[1] <prefix>:slots:<name>, KEYS[2] <prefix>:slot-times:<name>, KEYS[3] <prefix>:slots-open, KEYS[4] <prefix>:night-spent:<name>
-- ARGV: name, time of the slot, revision that it was read with (0: it is new), slot as JSON, 1 where it is under way, slots that are
--   kept at most, 1 where a person runs it, its local date, rows and cents that its files take from the ceilings of that date
-- A new slot of the clock is opened only where none of its time or a later one was; the newest of the clock stands in the field
-- `clock` of KEYS[1]. Sums of dates are kept for nine days. Returns 1 where it was kept.
local at, revision, byHand = ARGV[2], tonumber(ARGV[3]), ARGV[7] == '1'
local stored = redis.call('HGET', KEYS[1], at)
if revision == 0 then
  local newest = redis.call('HGET', KEYS[1], 'clock')
  if stored or (not byHand and newest and tonumber(newest) >= tonumber(at)) then return 0 end
  if not byHand then redis.call('HSET', KEYS[1], 'clock', at) end
elseif not stored or tonumber(string.match(stored, '^%d+')) ~= revision then
  return 0
end
redis.call('HSET', KEYS[1], at, text(revision + 1) .. ' ' .. ARGV[4])
redis.call('ZADD', KEYS[2], at, at)
local member = ARGV[1] .. ' ' .. at
if ARGV[5] == '1' then redis.call('ZADD', KEYS[3], at, member) else redis.call('ZREM', KEYS[3], member) end
redis.call('ZREMRANGEBYSCORE', KEYS[4], at, at)
if ARGV[9] ~= '0' then redis.call('ZADD', KEYS[4], at, table.concat({ at, ARGV[8], ARGV[9], ARGV[10] }, ' ')) end
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', tonumber(at) - 9 * 24 * 60 * 60 * 1000)
local surplus = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[6])
for _, old in ipairs(surplus > 0 and redis.call('ZRANGE', KEYS[2], 0, surplus - 1) or {}) do
  -- What is under way is kept, however old.
  if not redis.call('ZSCORE', KEYS[3], ARGV[1] .. ' ' .. old) then
    redis.call('ZREM', KEYS[2], old)
    redis.call('HDEL', KEYS[1], old)
  end
end
return 1
