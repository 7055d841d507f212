-- Lets another row of the batch be sent first, since the row whose link was to be read back has none. Changes nothing where that row is
-- being sent again, or has an unverified link by now.
-- KEYS[1] <prefix>:account   ARGV: prefix, batch
-- Returns 1 where it was dropped, else 0.
local prefix, batch = ARGV[1], ARGV[2]
local line = verifying_of(prefix, batch)
local first = line and read_entry(prefix, batch, line)
if first and (first.kind == 'claimed' or is_unverified(first)) then return 0 end
end_verifying(prefix, batch)
return 1
