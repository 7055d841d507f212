-- Enters a chunk of rows of one batch; idempotent.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, ids of the account's hash key and of the batch's data
--   key, then for each row seven: line, digest of the reference (16 bytes), digest for the duplicate guard (8 bytes, '' = none),
--   reference, compared text (the record's third line), sealed contents and label, fingerprint (hash of what a listing shows of the
--   row's link)
-- Answers the error BATCHGONE where the batch is lost, or has no header yet; KEYGONE where one of the keys is another by now.
-- Returns three values for each row that was not entered because its reference belongs to a row with other contents: line, pointer of
-- that row, ''; and for each row that waits for a grant of its generation: line, '', generation.
local prefix, now, batch = ARGV[1], clock(ARGV[2]), ARGV[5]
is_sound(prefix, now, ARGV[3], ARGV[4])
if redis.call('HEXISTS', prefix .. ':batch:' .. batch, 'header') == 0 then return redis.error_reply('BATCHGONE') end
if key_id(KEYS[1], 'hashKey') ~= ARGV[6] or key_id(prefix .. ':batch:' .. batch, 'dataKey') ~= ARGV[7] then
  return redis.error_reply('KEYGONE')
end
local entries, rejections = prefix .. ':entries:' .. batch, prefix .. ':rejections:' .. batch
local add, conflicts = {}, {}
local function count(name, by) add[name] = (add[name] or 0) + by end

-- True where an earlier entry with the same reference decides this row; a row that corrects it takes over its generation and attempts.
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

-- Settles the row with a link that the recovery scan found under its reference: as created where the link is ours and has the same
-- contents, even if it has ended since (a person reissues it), else as failed.
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

-- An entry that has a link, or may have one, stays in the guard; a later entry replaces only one without.
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
    -- The process that entered it may have died before the grant.
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
