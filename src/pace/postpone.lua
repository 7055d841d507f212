-- After a 429: moves notBefore forward, never back, by the pause that the provider asked for, else by a growing one.
-- KEYS[1] <prefix>:pace   ARGV: now ('' = Redis' clock), requested pause in ms ('' = none), first pause, longest pause
-- Several 429 within one pause are one strike; a successful creation (settle.lua) resets the strikes. Returns notBefore.
local now, asked = clock(ARGV[1]), tonumber(ARGV[2])
local held = redis.call('HMGET', KEYS[1], 'notBefore', 'strikes')
local before, strikes = tonumber(held[1] or 0), tonumber(held[2] or 0)
local after = before
if asked then
  after = math.max(before, now + asked)
elseif now >= before then
  after = now + math.min(tonumber(ARGV[3]) * 2 ^ strikes, tonumber(ARGV[4]))
end
if now >= before then strikes = strikes + 1 end
redis.call('HSET', KEYS[1], 'notBefore', text(after), 'strikes', text(strikes))
return text(after)
