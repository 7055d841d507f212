-- The row whose link was to be read back first has none: another row of its batch may be sent first. Nothing changes where that row is being
-- sent again, or has a link by now.
-- KEYS[1] <prefix>:account   ARGV: prefix, batch   Returns 1 where it was dropped.
local prefix, batch = ARGV[1], ARGV[2]
local line = verifying_of(prefix, batch)
local first = line and read_entry(prefix, batch, line)
if first and (first.kind == 'claimed' or is_unverified(first)) then return 0 end
end_verifying(prefix, batch)
return 1
