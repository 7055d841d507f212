-- Rebuilds index, owners of links, holders, claims and doubts of a restored ledger from the records of these rows.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, id of the hash key, then for each row two: line, digest
--   of its reference ('' = a known row)
-- Of two records with one reference the one of the higher generation was written last, once the other was settled without a link; of
-- equals the one of a submission that was never committed is dropped.
-- Returns how many records were dropped or cancelled. Answers the error KEYGONE where the account has another hash key by now.
if key_id(KEYS[1], 'hashKey') ~= ARGV[6] then return redis.error_reply('KEYGONE') end
local prefix, now, batch, gave_way = ARGV[1], clock(ARGV[2]), ARGV[5], 0

local function give_way(entry)
  gave_way = gave_way + 1
  if is_abandoned(prefix, entry, '') then
    redis.call('HDEL', prefix .. ':entries:' .. entry.batch, entry.line)
  else
    record(prefix, entry, now, message('row_reference_moved_on', {}))
    move(prefix, entry, 'cancelled', '', now)
  end
end

local function mend_index(entry, digest)
  local index = bucket_of(prefix, 'refs', digest)
  local mine, pointer = pointer_of(entry), redis.call('HGET', index, digest)
  local other = pointer and pointer ~= mine and read_pointer(prefix, pointer)
  if not other then return redis.call('HSET', index, digest, mine) end
  local is_newer = entry.generation > other.generation
    or (entry.generation == other.generation and is_abandoned(prefix, other, ''))
  if is_newer then redis.call('HSET', index, digest, mine) end
  local older = is_newer and other or entry
  if not is_settled(older.kind) then give_way(older) end
end

local function mend_known(line, pointer)
  -- Its batch was opened after the copy began, so the row must be entered again.
  if not read_pointer(prefix, pointer) then return redis.call('HDEL', prefix .. ':entries:' .. batch, line) end
  local holders = redis.call('HGET', prefix .. ':holders', pointer)
  if not has_word(holders, batch) then
    redis.call('HSET', prefix .. ':holders', pointer, (holders and holders .. ' ' or '') .. batch)
  end
end

for at = 7, #ARGV, 2 do
  local line = ARGV[at]
  local page = redis.call('HGET', prefix .. ':entries:' .. batch, line)
  local pointer = page and string.match(page, '^known (%S+)$')
  local entry = read_entry(prefix, batch, line)
  if pointer then mend_known(line, pointer) end
  if entry then
    -- The worker with this claim belonged to the old ledger: the claim expires at once.
    if entry.kind == 'claimed' then redis.call('ZADD', prefix .. ':claims', 0, pointer_of(entry)) end
    if entry.kind == 'doubtful' then redis.call('ZADD', prefix .. ':doubts', entry.extra, pointer_of(entry)) end
    if entry.kind == 'created' then owner_of(prefix, link_id_of(entry), pointer_of(entry)) end
    if redis.call('HEXISTS', prefix .. ':duplicates:' .. batch, line) == 1 then
      redis.call('ZADD', prefix .. ':duplicates', text(now), pointer_of(entry))
    end
    mend_index(entry, ARGV[at + 1])
  end
end
return gave_way
