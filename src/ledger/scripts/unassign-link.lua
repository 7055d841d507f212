-- Takes from an entry a link that Bridge shows with another reference, and makes the entry doubtful.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, id of the link
-- Returns 1; 0 where the entry has another link by now.
local prefix, now, id = ARGV[1], clock(ARGV[2]), ARGV[7]
is_sound(prefix, now, ARGV[3], ARGV[4])
local entry = read_entry(prefix, ARGV[5], ARGV[6])
if not entry or link_id_of(entry) ~= id then return 0 end
local owner, key, digest = owner_of(prefix, id, pointer_of(entry))
if owner == pointer_of(entry) then redis.call('HDEL', key, digest) end
record(prefix, entry, now, message('row_link_of_other_row', { link = id }))
move(prefix, entry, 'doubtful', text(now), now)
return 1
