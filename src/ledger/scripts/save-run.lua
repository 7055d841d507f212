-- Saves a run of a schedule, unless somebody else has saved it since it was read.
-- KEYS[1] <prefix>:runs:<name>, KEYS[2] <prefix>:run-times:<name>, KEYS[3] <prefix>:runs-open, KEYS[4] <prefix>:run-spent:<name>,
-- KEYS[5] <prefix>:account
-- ARGV: name, time of the run, revision that was read (0: it is new), sealed run, 1 where it is under way, how many runs stay at most,
--   1 where a person runs it, 1 where its files take from the ceilings of its date, id of the account's record key ('' = nothing is
--   sealed)
-- The clock opens a run only where it has opened none with this or a later time; the newest of its runs is in the field `clock` of
-- KEYS[1]. A run that takes from ceilings is in KEYS[4], and stays, for nine days.
-- Returns 1 where it was saved, else 0. Answers the error KEYGONE where the account has another record key by now.
local at, revision, byHand = ARGV[2], tonumber(ARGV[3]), ARGV[7] == '1'
if ARGV[9] ~= '' and key_id(KEYS[5], 'recordKey') ~= ARGV[9] then return redis.error_reply('KEYGONE') end
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
if ARGV[8] == '1' then redis.call('ZADD', KEYS[4], at, at) end
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', tonumber(at) - 9 * 24 * 60 * 60 * 1000)
local surplus = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[6])
for _, old in ipairs(surplus > 0 and redis.call('ZRANGE', KEYS[2], 0, surplus - 1) or {}) do
  -- Runs that are under way, or that count towards the ceilings of a date, stay however old they are.
  local is_needed = redis.call('ZSCORE', KEYS[3], ARGV[1] .. ' ' .. old) or redis.call('ZCOUNT', KEYS[4], old, old) > 0
  if not is_needed then
    redis.call('ZREM', KEYS[2], old)
    redis.call('HDEL', KEYS[1], old)
  end
end
return 1
