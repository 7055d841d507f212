-- Saves what Bridge has shown of the destinations of links: they lead where their rows say (same), or no account is shown (unproven).
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, reason of the stop where nothing is shown (a message), 1
--   where a person accepted unproven links for the account, id of the account's hash key, then for each link four: line, its id,
--   same | unproven, extra of its verified state ('how id url expiry mark'), which takes the hash key to write
-- An unproven link counts as verified where a person accepted that (the caller opens that sealed record); else it stops the account. Once
-- the first link of a batch is verified, its other rows may be sent.
-- Returns how many links are not verified. Answers the error KEYGONE where the account has another hash key by now.
local prefix, now, batch, left = ARGV[1], clock(ARGV[2]), ARGV[5], 0
is_sound(prefix, now, ARGV[3], ARGV[4])
if key_id(KEYS[1], 'hashKey') ~= ARGV[8] then return redis.error_reply('KEYGONE') end
local is_accepted = ARGV[7] == '1'
local first, sent_at = verifying_of(prefix, batch)
for at = 9, #ARGV, 4 do
  local entry = read_entry(prefix, batch, ARGV[at])
  local is_own = entry and link_id_of(entry) == ARGV[at + 1]
  if is_own and ARGV[at + 2] == 'unproven' and not is_accepted then
    left = left + 1
    stop_account(KEYS[1], now, ARGV[6], 'destination unproven')
  elseif is_own then
    if is_unverified(entry) then
      entry.extra = ARGV[at + 3]
      write_entry(prefix, entry)
    end
    if entry.line == first then
      redis.call('HSET', prefix .. ':batch:' .. batch, 'verifiedAt', sent_at)
      end_verifying(prefix, batch)
    end
  end
end
return left
