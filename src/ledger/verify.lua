-- What Bridge has shown of the destinations of links: that they lead where their rows say, or nothing of the account.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, why the account stops where nothing is shown, 1 where a
--   person has accepted that for the account, then for each link three: line, its id, same | unproven
-- A link of which nothing is shown counts as verified where that was accepted; else the account is stopped. Whether it was is told by the
-- caller, who can open what was written down.
-- Once the first link of a batch is verified, the other rows may be sent. Returns how many links are not verified.
local prefix, now, batch, left = ARGV[1], clock(ARGV[2]), ARGV[5], 0
is_sound(prefix, now, ARGV[3], ARGV[4])
local is_accepted = ARGV[7] == '1'
local first, sent_at = verifying_of(prefix, batch)
for at = 8, #ARGV, 3 do
  local entry = read_entry(prefix, batch, ARGV[at])
  local is_own = entry and link_id_of(entry) == ARGV[at + 1]
  if is_own and ARGV[at + 2] == 'unproven' and not is_accepted then
    left = left + 1
    stop_account(KEYS[1], now, ARGV[6], 'destination unproven')
  elseif is_own then
    if is_unverified(entry) then
      entry.extra = text(tonumber(string.sub(entry.extra, 1, 1)) + 2) .. string.sub(entry.extra, 2)
      write_entry(prefix, entry)
    end
    if entry.line == first then
      redis.call('HSET', prefix .. ':batch:' .. batch, 'verifiedAt', sent_at)
      end_verifying(prefix, batch)
    end
  end
end
return left
