-- Gives one worker the right to send one entry once: compares and sets its state, and takes lease, attempt, permit and stamp in one step.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, reservation, lease in ms, windows, 1 where the row
--   names no account for its money (the dashboard's is used): it does not wait for a link to be verified, and its link verifies none
-- Until one link of a batch is verified, its rows are sent one at a time. Where the sent row ends without a link, or in doubt, another
-- row takes its place.
-- Returns {kind, ...}:
--   claimed, record before the claim, attempt, time of the permit (= sentAt), now, 1 where its link is to be read back before any other
--     row is sent, when its batch was submitted                                   the entry may be sent once
--   later, when to ask again, now                                                 no permit within the reservation
--   settled                                                                       the entry is not waiting to be sent
--   held                                                                          the batch waits for a person, or an earlier link of
--                                                                                 the row is still being revoked
--   unverified                                                                    another row of the batch is sent first
--   suspect                                                                       the ledger may have lost writes
--   stopped                                                                       the account is stopped
local prefix, now, batch, line = ARGV[1], clock(ARGV[2]), ARGV[5], ARGV[6]
if not is_sound(prefix, now, ARGV[3], ARGV[4]) then return { 'suspect' } end
local account = redis.call('HMGET', KEYS[1], 'stopped', 'verifyFrom')
if account[1] then return { 'stopped' } end
local facts = redis.call('HMGET', prefix .. ':batch:' .. batch, 'committedAt', 'heldAfter', 'pausedBy', 'cancelledBy', 'verifiedAt', 'verifying', 'submittedAt', 'purgedAt')
if not facts[1] or facts[3] or facts[8] or (facts[2] and tonumber(line) > tonumber(facts[2])) then return { 'held' } end
local entry = read_entry(prefix, batch, line)
if not entry or entry.kind ~= 'entered' then return { 'settled' } end
if facts[4] and not is_wanted(prefix, entry) then
  record(prefix, entry, now, message('row_cancelled_unsent', {}))
  move(prefix, entry, 'cancelled', '', now)
  return { 'settled' }
end
if has_link_to_revoke(prefix, entry) then return { 'held' } end
local is_first = ARGV[10] ~= '1' and tonumber(facts[5] or -1) < tonumber(account[2] or 0)
if is_first and facts[6] then
  local other = string.match(facts[6], '^%d+')
  local first = other ~= line and read_entry(prefix, batch, other)
  if first and (first.kind == 'claimed' or is_unverified(first)) then return { 'unverified' } end
end

local at, again = take_permit(prefix, now, tonumber(ARGV[7]), ARGV[9], true)
if not at then return { 'later', text(again), text(now) } end
entry.attempt = entry.attempt + 1
if entry.first == 0 then entry.first = at end
move(prefix, entry, 'claimed', text(at), now)
redis.call('ZADD', prefix .. ':claims', text(now + tonumber(ARGV[8])), pointer_of(entry))
redis.call('HSET', prefix .. ':batch:' .. batch, 'lastSentAt', text(at))
if is_first then
  redis.call('HSET', prefix .. ':batch:' .. batch, 'verifying', line .. ' ' .. text(at))
  -- If the sending process dies, the reconciler of another one reads the link back.
  redis.call('ZADD', prefix .. ':verifications', text(now + tonumber(ARGV[8])), batch)
end
return { 'claimed', entry.page, text(entry.attempt), text(at), text(now), is_first and '1' or '', facts[7] }
