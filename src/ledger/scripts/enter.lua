-- Enters a chunk of rows of one batch; doing it twice is harmless.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, ids of the account's hash key and of the batch's data
--   key, then for each row seven: line, digest of the reference (16 bytes), digest for the duplicate guard (8 bytes, '' = none),
--   reference, what is compared (the record's third line), contents and label as they rest, fingerprint (what a listing of the
--   row's link would show)
-- A batch that is not there, or has no header (lost since it was opened) is the error BATCHGONE: its rows would be nobody's. Where one of the keys is
-- another by now, KEYGONE.
-- Returns three values for each row that was not entered, since its reference is another row's with other contents: line, pointer of that
-- one, ''; and for each that waits for a grant of its generation: line, '', generation.
local prefix, now, batch = ARGV[1], clock(ARGV[2]), ARGV[5]
is_sound(prefix, now, ARGV[3], ARGV[4])
if redis.call('HEXISTS', prefix .. ':batch:' .. batch, 'header') == 0 then return redis.error_reply('BATCHGONE') end
if key_id(KEYS[1], 'hashKey') ~= ARGV[6] or key_id(prefix .. ':batch:' .. batch, 'dataKey') ~= ARGV[7] then
  return redis.error_reply('KEYGONE')
end
local entries, rejections = prefix .. ':entries:' .. batch, prefix .. ':rejections:' .. batch
local add, conflicts = {}, {}
local function count(name, by) add[name] = (add[name] or 0) + by end

-- Whether an earlier entry of the reference decides this row; the generation and attempts of one that is mended go on.
local function hold_against(row, earlier)
  if is_abandoned(prefix, earlier, batch) then
    redis.call('HDEL', prefix .. ':entries:' .. earlier.batch, earlier.line)
    redis.call('HINCRBY', prefix .. ':batch:' .. earlier.batch, 'open', -1)
    redis.call('HINCRBY', prefix .. ':batch:' .. earlier.batch, 'amountCents', -earlier.cents)
    row.generation, row.attempt = earlier.generation, earlier.attempt
    return false
  end
  if makes_known(earlier, row.contents) then
    local pointer = pointer_of(earlier)
    redis.call('HSET', entries, row.line, 'known ' .. pointer)
    local holders = redis.call('HGET', prefix .. ':holders', pointer)
    redis.call('HSET', prefix .. ':holders', pointer, (holders and holders .. ' ' or '') .. batch)
    count('known', 1)
    count('amountCents', row.cents)
    if not is_settled(earlier.kind) then count('knownOpen', 1) end
    if earlier.kind == 'created' then count('knownCreated', 1) end
    return true
  end
  if not is_without_link(earlier) then
    conflicts[#conflicts + 1] = row.line
    conflicts[#conflicts + 1] = pointer_of(earlier)
    conflicts[#conflicts + 1] = ''
    return true
  end
  row.generation, row.attempt = earlier.generation + 1, earlier.attempt
  return false
end

-- A link seen at the look-back under this reference settles the row: with the same contents and ours, as created, even where it
-- has ended since (a person reissues it).
local function hold_against_stray(row, digest, fingerprint)
  local stray = redis.call('HGET', prefix .. ':orphans', digest)
  if not stray then return end
  local rank, generation, seen, link = string.match(stray, '^(%d) (%d+) (%S+) (.+)$')
  local pointer = pointer_of(row)
  if rank ~= '0' and string.find(',' .. seen .. ',', ',' .. fingerprint .. ',', 1, true) and owner_of(prefix, string.match(link, '^%S+'), pointer) == pointer then
    row.kind, row.extra, row.generation = 'created', '1 ' .. link, math.max(row.generation, tonumber(generation))
    redis.call('HDEL', prefix .. ':orphans', digest)
  else
    row.kind, row.extra = 'failed', '{"code":"found_with_other_contents"}'
  end
end

-- The guard keeps the entry that has a link, or may have one, over a later one without.
local function set_guard(guard, row)
  local key = bucket_of(prefix, 'guards', guard)
  local pointer = redis.call('HGET', key, guard)
  local twin = pointer and read_pointer(prefix, pointer)
  if not twin or is_without_link(twin) or is_abandoned(prefix, twin, batch) then
    redis.call('HSET', key, guard, pointer_of(row))
  end
end

local function ask_for_grant(entry)
  if not entry or entry.generation == 0 or entry.past ~= '' then return end
  for _, word in ipairs({ entry.line, '', text(entry.generation) }) do conflicts[#conflicts + 1] = word end
end

local function enter(at)
  local row = {
    batch = batch, line = ARGV[at], kind = 'entered', generation = 0, attempt = 0, first = 0, absences = 0, extra = '', past = '',
    reference = ARGV[at + 3], contents = ARGV[at + 4], sealed = ARGV[at + 5],
    cents = tonumber(string.match(ARGV[at + 4], '^%[(%d+)')),
  }
  if redis.call('HEXISTS', entries, row.line) == 1 or redis.call('HEXISTS', rejections, row.line) == 1 then
    -- Whoever entered it may have been cut before it was granted.
    return ask_for_grant(read_entry(prefix, batch, row.line))
  end
  local digest, guard = ARGV[at + 1], ARGV[at + 2]
  local index = bucket_of(prefix, 'refs', digest)
  local pointer = redis.call('HGET', index, digest)
  local earlier = pointer and read_pointer(prefix, pointer)
  if earlier and hold_against(row, earlier) then return end
  hold_against_stray(row, digest, ARGV[at + 6])
  write_entry(prefix, row)
  redis.call('HSET', index, digest, pointer_of(row))
  if guard ~= '' then set_guard(guard, row) end
  count(counter[row.kind], 1)
  count('amountCents', row.cents)
  if row.kind == 'created' then count('createdCents', row.cents) end
  ask_for_grant(row)
end

for at = 8, #ARGV, 7 do enter(at) end
for name, by in pairs(add) do redis.call('HINCRBY', prefix .. ':batch:' .. batch, name, by) end
return conflicts
