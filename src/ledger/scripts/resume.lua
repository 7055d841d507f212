-- Resumes the account: rows are sent again, of each batch one first. Forgeries that stopped it count as seen by the person who resumes it:
-- the same text in the same place does not stop the account again; that row alone is held.
-- KEYS[1] <prefix>:account   ARGV: prefix, now ('' = Redis' clock), the value of stoppedBy for forgeries
-- Returns 1.
local prefix = ARGV[1]
local function is_of(key, kind) return redis.call('TYPE', key).ok == kind end
if redis.call('HGET', KEYS[1], 'stoppedBy') == ARGV[3] and is_of(prefix .. ':forged', 'hash') then
  local found = redis.call('HGETALL', prefix .. ':forged')
  for at = 1, #found, 2 do
    local batch, place = string.match(found[at], '^(.-)%-(r?%d+)$')
    local seen = prefix .. ':forged-seen:' .. (batch or '')
    if batch and not is_of(seen, 'hash') then redis.call('DEL', seen) end
    if batch then redis.call('HSET', seen, place, found[at + 1]) end
  end
end
redis.call('DEL', prefix .. ':forged')
redis.call('HSET', KEYS[1], 'verifyFrom', text(clock(ARGV[2])))
redis.call('HDEL', KEYS[1], 'stopped', 'stoppedBy', 'stoppedAt', 'refusals')
return 1
