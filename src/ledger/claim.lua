-- One worker's right to send one entry once: compare and set, lease, attempt, permit and stamp in one step.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, reservation, lease in ms, windows
-- Returns {kind, ...}:
--   claimed, page before the claim, attempt, time of the permit (= sentAt), now   the entry may be sent once
--   later, when to ask again, now                                                 no permit within the reservation
--   settled                                                                       nothing is left to do here
--   held                                                                          the batch waits for a person
--   suspect                                                                       the ledger may have forgotten something
--   stopped, why                                                                  the account is stopped
local prefix, now, batch, line = ARGV[1], clock(ARGV[2]), ARGV[5], ARGV[6]
if not is_sound(prefix, now, ARGV[3], ARGV[4]) then return { 'suspect' } end
local why = redis.call('HGET', KEYS[1], 'stopped')
if why then return { 'stopped', why } end
local facts = redis.call('HMGET', prefix .. ':batch:' .. batch, 'sealedAt', 'heldAfter', 'pausedBy', 'cancelledBy')
if not facts[1] or facts[3] or (facts[2] and tonumber(line) > tonumber(facts[2])) then return { 'held' } end
local entry = read_entry(prefix, batch, line)
if not entry or entry.kind ~= 'entered' then return { 'settled' } end
if facts[4] and not is_wanted(prefix, entry) then
  record(prefix, entry, now, 'cancelled before it was sent')
  move(prefix, entry, 'cancelled', '', now)
  return { 'settled' }
end

local at, again = take_permit(prefix, now, tonumber(ARGV[7]), ARGV[9], true)
if not at then return { 'later', text(again), text(now) } end
entry.attempt = entry.attempt + 1
if entry.first == 0 then entry.first = at end
move(prefix, entry, 'claimed', text(at), now)
redis.call('ZADD', prefix .. ':claims', text(now + tonumber(ARGV[8])), pointer_of(entry))
redis.call('HSET', prefix .. ':batch:' .. batch, 'lastSentAt', text(at))
return { 'claimed', entry.page, text(entry.attempt), text(at), text(now) }
