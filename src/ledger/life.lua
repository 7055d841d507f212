-- Functions of an entry's life, put in front of every script of the ledger (after the pace's: clock, text).
-- Keys, all under one hash tag, <prefix> = {linkmill:<account>}:
--   <prefix>:account            hash: runId, epoch, born, state (suspect | sound), seenTo, cleanStop, stopped, stoppedBy,
--                               stoppedAt, refusals ('count code': how often Bridge refused in a row)
--   <prefix>:batch:<batch>      hash: what was handed in, the counters of its books, what people decided (pausedBy,
--                               cancelledBy, revokedBy), the closed books (audit)
--   <prefix>:entries:<batch>    hash: line -> page, or 'known <pointer>'
--   <prefix>:refs:<bucket>      hash: digest of a reference -> pointer; 16384 small buckets
--   <prefix>:guards:<bucket>    hash: digest of IBAN, amount, label -> pointer
--   <prefix>:ids:<bucket>       hash: digest of a link's id -> pointer of the entry that has it
--   <prefix>:holders            hash: pointer -> later batches that hold the entry as known
--   <prefix>:claims             zset: pointer -> end of the lease
--   <prefix>:doubts             zset: pointer -> sentAt
--   <prefix>:strays             hash: digest of a reference -> a link that no entry knew at the look-back:
--                               'rank generation fingerprint id url [expiry]', rank 0 somebody else's, 1 ended, 2 valid, 3 completed
--   <prefix>:turns              hash: what -> turn and when it ends; who sweeps at the moment
--   <prefix>:extras             hash: link id -> pointer of the entry that already has another link; one of them is to stay
--   <prefix>:revoking           hash: link id -> 'pointer why': links that are to be revoked, written before they are
--   <prefix>:ended:<batch>      hash: line -> 'id status at' of the entry's link, once it was seen to have ended
--   <prefix>:twice:<batch>      hash: line -> ids of links of one entry that were both paid
--   <prefix>:trail:<batch>      hash: line -> what happened to the row, 'at words' a line; plain creations leave none
--   <prefix>:audits             zset: batch -> when its books are to be closed (again)
-- A pointer is '<batch>-<line>'. A page is four lines: state, reference ('' = the pointer), contents, label; and a fifth where
-- the row was reissued: {"expiresAt": ..., "links": [[id, url, status, at], ...]}, its earlier links.
-- A state is 'kind generation attempt firstSentAt absences extra'; extra is sentAt while claimed or doubtful,
-- 'recovered id url [expiry]' once created, the failure as JSON once refused or failed.

local counter = {
  entered = 'open', claimed = 'open', doubtful = 'doubtful', created = 'created',
  refused = 'refused', failed = 'failed', cancelled = 'cancelled',
}
local settled = { created = true, refused = true, failed = true, cancelled = true }
local function is_settled(kind) return settled[kind] == true end

-- Surely no link of ours or of anybody bears the entry's reference. One that failed because such a link was found is not
-- among them: no retry and no mended row may make a second one.
local function is_without_link(entry)
  if entry.kind == 'failed' then return not string.find(entry.extra, 'found_with_other_contents', 1, true) end
  return entry.kind == 'refused' or entry.kind == 'cancelled'
end

local function pointer_of(entry) return entry.batch .. '-' .. entry.line end

local function bucket_of(prefix, kind, digest)
  local first, second = string.byte(digest, 1, 2)
  return prefix .. ':' .. kind .. ':' .. ((first * 256 + second) % 16384)
end

local function read_entry(prefix, batch, line)
  local page = redis.call('HGET', prefix .. ':entries:' .. batch, line)
  if not page or string.sub(page, 1, 6) == 'known ' then return nil end
  local state, reference, contents, label, past = string.match(page, '^([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n?(.*)$')
  local kind, generation, attempt, first, absences, extra = string.match(state, '^(%a+) (%d+) (%d+) (%d+) (%d+) ?(.*)$')
  return {
    page = page, batch = batch, line = line, kind = kind, generation = tonumber(generation), attempt = tonumber(attempt),
    first = tonumber(first), absences = tonumber(absences), extra = extra,
    reference = reference, contents = contents, label = label, past = past,
    cents = tonumber(string.match(contents, '^%[(%d+)')),
  }
end

-- The id of the link that a created entry has.
local function link_id_of(entry)
  return entry.kind == 'created' and string.match(entry.extra, '^%d (%S+)') or nil
end

-- True for the links of an entry's earlier generations: they never count again.
local function is_earlier_link(entry, id)
  return entry.past ~= '' and string.find(entry.past, '["' .. id .. '"', 1, true) ~= nil
end

-- An entry of a submission that was cut before its end: never claimed, and free to be handed in anew.
local function is_abandoned(prefix, entry, batch)
  return entry.kind == 'entered' and entry.first == 0 and entry.batch ~= batch
    and redis.call('HEXISTS', prefix .. ':batch:' .. entry.batch, 'sealedAt') == 0
    and redis.call('HEXISTS', prefix .. ':holders', pointer_of(entry)) == 0
end

local function read_pointer(prefix, pointer)
  local batch, line = string.match(pointer, '^(.-)%-(%d+)$')
  return read_entry(prefix, batch, line)
end

local function write_entry(prefix, entry)
  local state = table.concat({
    entry.kind, text(entry.generation), text(entry.attempt), text(entry.first), text(entry.absences), entry.extra,
  }, ' ')
  local page = state .. '\n' .. entry.reference .. '\n' .. entry.contents .. '\n' .. entry.label
  if entry.past and entry.past ~= '' then page = page .. '\n' .. entry.past end
  redis.call('HSET', prefix .. ':entries:' .. entry.batch, entry.line, page)
end

-- Whether any batch still wants the entry sent: its own, or one that holds it as known, where that was not cancelled.
local function is_wanted(prefix, entry)
  if redis.call('HEXISTS', prefix .. ':batch:' .. entry.batch, 'cancelledBy') == 0 then return true end
  for batch in string.gmatch(redis.call('HGET', prefix .. ':holders', pointer_of(entry)) or '', '%S+') do
    if redis.call('HEXISTS', prefix .. ':batch:' .. batch, 'cancelledBy') == 0 then return true end
  end
  return false
end

-- Adds a line to what happened to the row; the oldest lines go where there are too many.
local longest_trail = 4000
local function record(prefix, entry, now, words)
  local key = prefix .. ':trail:' .. entry.batch
  local trail = redis.call('HGET', key, entry.line)
  trail = (trail and trail .. '\n' or '') .. text(now) .. ' ' .. string.gsub(words, '%c', ' ')
  while #trail > longest_trail and string.find(trail, '\n', 1, true) do
    trail = string.sub(trail, string.find(trail, '\n', 1, true) + 1)
  end
  redis.call('HSET', key, entry.line, trail)
end

-- The books of a batch are to be closed anew: something changed, or came to light, after its last row was settled.
local function reopen_books(prefix, entry, now)
  redis.call('ZADD', prefix .. ':audits', text(now), entry.batch)
end

-- A second link of an entry that is not to have two: the sweep decides which one stays.
local function keep_extra(prefix, entry, id, now)
  redis.call('HSET', prefix .. ':extras', id, pointer_of(entry))
  record(prefix, entry, now, 'a second link came to light: ' .. id)
  reopen_books(prefix, entry, now)
end

-- Once nothing of a sealed batch is open its books are to be closed.
local function finish_batch(prefix, batch, now)
  local key = prefix .. ':batch:' .. batch
  local left = redis.call('HMGET', key, 'open', 'doubtful', 'knownOpen', 'sealedAt')
  if not left[4] or tonumber(left[1]) > 0 or tonumber(left[2]) > 0 or tonumber(left[3] or 0) > 0 then return end
  redis.call('HSET', key, 'finishedAt', text(now))
  redis.call('ZADD', prefix .. ':audits', text(now), batch)
end

-- Books of the batches that hold the entry as known: how many of their known rows are open, how many have a link.
local function move_holders(prefix, entry, before, after, now)
  local holders = redis.call('HGET', prefix .. ':holders', pointer_of(entry))
  if not holders then return end
  for batch in string.gmatch(holders, '%S+') do
    local key = prefix .. ':batch:' .. batch
    local settled = (is_settled(before) and 1 or 0) - (is_settled(after) and 1 or 0)
    if settled ~= 0 then redis.call('HINCRBY', key, 'knownOpen', settled) end
    local created = (after == 'created' and 1 or 0) - (before == 'created' and 1 or 0)
    if created ~= 0 then redis.call('HINCRBY', key, 'knownCreated', created) end
    if settled < 0 then finish_batch(prefix, batch, now) end
    if settled > 0 then redis.call('HDEL', key, 'finishedAt') end
  end
end

-- A link belongs to one entry: an answer that reached the wrong row (a proxy that repeats one) is told by its id. Returns the
-- pointer of the entry that has the link, this one from now on if none has; and where that is written.
local function owner_of(prefix, id, pointer)
  local digest = string.sub(redis.sha1hex(id), 1, 16)
  local key = prefix .. ':ids:' .. (tonumber(string.sub(digest, 1, 4), 16) % 16384)
  if redis.call('HSETNX', key, digest, pointer) == 1 then return pointer, key, digest end
  return redis.call('HGET', key, digest), key, digest
end

-- The one way from a state to another: page, counters, claims and doubts move together. What would be sent again though every
-- batch of it was cancelled meanwhile is cancelled; what gets a link though its batch is being revoked is to be revoked.
local function move(prefix, entry, kind, extra, now)
  local before, pointer = entry.kind, pointer_of(entry)
  local key = prefix .. ':batch:' .. entry.batch
  if kind == 'entered' and not is_wanted(prefix, entry) then kind, extra = 'cancelled', '' end
  entry.kind, entry.extra = kind, extra
  write_entry(prefix, entry)
  if before == 'claimed' then redis.call('ZREM', prefix .. ':claims', pointer) end
  if before == 'doubtful' then redis.call('ZREM', prefix .. ':doubts', pointer) end
  if kind == 'doubtful' then
    redis.call('ZADD', prefix .. ':doubts', extra, pointer)
    redis.call('HSET', key, 'doubted', '1')
  end
  if counter[before] == counter[kind] then return end
  redis.call('HINCRBY', key, counter[before], -1)
  redis.call('HINCRBY', key, counter[kind], 1)
  if kind == 'created' then redis.call('HINCRBY', key, 'createdCents', entry.cents) end
  if before == 'created' then redis.call('HINCRBY', key, 'createdCents', -entry.cents) end
  if kind == 'created' and redis.call('HEXISTS', key, 'revokedBy') == 1 then
    redis.call('HSET', prefix .. ':revoking', link_id_of(entry), pointer .. ' batch revoked')
  end
  if is_settled(kind) then
    finish_batch(prefix, entry.batch, now)
  elseif is_settled(before) then
    redis.call('HDEL', key, 'finishedAt')
    redis.call('ZREM', prefix .. ':audits', entry.batch)
  end
  move_holders(prefix, entry, before, kind, now)
end

-- True where the ledger can be trusted. Another server run without our clean-stop mark, or no ledger at all, opens a new
-- epoch: nothing is claimed until the provider's list was looked back over, and the windows count as full.
local function is_sound(prefix, now, epoch, longest_window)
  local info = redis.call('INFO', 'server')
  -- A plain search: a pattern would be tried at each of several hundred characters, in every script.
  local _, before = string.find(info, 'run_id:', 1, true)
  local run = before and string.match(info, '^%w+', before + 1) or 'unknown'
  local account = prefix .. ':account'
  local known = redis.call('HMGET', account, 'runId', 'state', 'cleanStop')
  if known[1] == run then
    if known[3] then redis.call('HDEL', account, 'cleanStop') end
    return known[2] == 'sound'
  end
  if known[1] and known[3] == known[1] then
    redis.call('HSET', account, 'runId', run)
    redis.call('HDEL', account, 'cleanStop')
    return known[2] == 'sound'
  end
  redis.call('HSET', account, 'runId', run, 'epoch', epoch, 'born', text(now), 'state', 'suspect')
  redis.call('HSET', prefix .. ':pace', 'creationsFrom', text(now + tonumber(longest_window)))
  return false
end
