-- Functions of an entry's life, put in front of every script of the ledger after those of its record.

-- True where a person wanted the row sent again (a reissue, a retry) after this decision ('{"at":...').
local function is_wanted_since(entry, decision)
  local wanted = string.match(entry.past, '"wantedAt":(%d+)')
  return wanted and tonumber(wanted) >= tonumber(string.match(decision, '"at":(%d+)'))
end

-- True where some batch still wants the entry sent: its own, or a committed one that holds it as known, if not cancelled.
local function is_wanted(prefix, entry)
  local cancelled = redis.call('HGET', prefix .. ':batch:' .. entry.batch, 'cancelledBy')
  if not cancelled or is_wanted_since(entry, cancelled) then return true end
  for batch in string.gmatch(redis.call('HGET', prefix .. ':holders', pointer_of(entry)) or '', '%S+') do
    local facts = redis.call('HMGET', prefix .. ':batch:' .. batch, 'committedAt', 'cancelledBy')
    if facts[1] and not facts[2] then return true end
  end
  return false
end

-- A message as it is stored: code and params. The reader renders it.
local function message(code, params) return cjson.encode({ code = code, params = params }) end

-- Stops the account until a person resumes it, and writes the reason (a message, '' for none) to its history. An earlier stop stays as it
-- is, except that `destination` (money would go elsewhere) outranks every other reason.
local function stop_account(account, now, why, by)
  local stands = redis.call('HMGET', account, 'stopped', 'stoppedBy')
  if stands[1] and (by ~= 'destination' or stands[2] == 'destination') then return 0 end
  redis.call('HSET', account, 'stopped', why)
  redis.call('HSET', account, 'stoppedBy', by, 'stoppedAt', text(now))
  local event = '{"code":"account_was_stopped","params":{"by":' .. cjson.encode(by) .. ',"more":[' .. why .. ']}}'
  redis.call('RPUSH', string.gsub(account, 'account$', 'history:'), text(now) .. ' ' .. event)
  return 1
end

-- Adds a message to the row's events; drops the oldest ones where they grow too long.
local longest_trail = 8000
local function record(prefix, entry, now, event)
  local key = prefix .. ':row-events:' .. entry.batch
  local trail = redis.call('HGET', key, entry.line)
  trail = (trail and trail .. '\n' or '') .. text(now) .. ' ' .. string.gsub(event, '%c', ' ')
  while #trail > longest_trail and string.find(trail, '\n', 1, true) do
    trail = string.sub(trail, string.find(trail, '\n', 1, true) + 1)
  end
  redis.call('HSET', key, entry.line, trail)
end

-- Makes the books of the entry's batch, and of those that hold it, due to be closed anew: something about a settled row changed.
local function reopen_books(prefix, entry, now)
  local holders = redis.call('HGET', prefix .. ':holders', pointer_of(entry)) or ''
  for batch in string.gmatch(entry.batch .. ' ' .. holders, '%S+') do
    local key = prefix .. ':batch:' .. batch
    -- The books of a purged batch stay as they are: the data to close them from are erased.
    if redis.call('HEXISTS', key, 'submittedAt') == 1 and redis.call('HEXISTS', key, 'purgedAt') == 0 then
      redis.call('HSET', key, 'reopenedAt', text(now))
      redis.call('ZADD', prefix .. ':audits', text(now), batch)
    end
  end
end

local function has_word(words, word)
  return words and string.find(' ' .. words .. ' ', ' ' .. word .. ' ', 1, true) ~= nil
end

-- Saves a duplicate link of an entry; the reconciler decides which link stays. False where it was saved before.
local function keep_duplicate(prefix, entry, id, now)
  if has_word(redis.call('HGET', prefix .. ':twice:' .. entry.batch, entry.line), id) then return false end
  -- An earlier link never counts, and its revocation is under way.
  if is_earlier_link(entry, id) and redis.call('HEXISTS', prefix .. ':revoking', id) == 1 then return false end
  local key = prefix .. ':duplicates:' .. entry.batch
  local ids = redis.call('HGET', key, entry.line)
  if has_word(ids, id) then return false end
  redis.call('HSET', key, entry.line, (ids and ids .. ' ' or '') .. id)
  redis.call('ZADD', prefix .. ':duplicates', text(now), pointer_of(entry))
  record(prefix, entry, now, message('row_duplicate_link_found', { link = id }))
  reopen_books(prefix, entry, now)
  return true
end

local function drop_duplicate(prefix, entry, id)
  local key, left = prefix .. ':duplicates:' .. entry.batch, {}
  for other in string.gmatch(redis.call('HGET', key, entry.line) or '', '%S+') do
    if other ~= id then left[#left + 1] = other end
  end
  if #left > 0 then return redis.call('HSET', key, entry.line, table.concat(left, ' ')) end
  redis.call('HDEL', key, entry.line)
  redis.call('ZREM', prefix .. ':duplicates', pointer_of(entry))
end

-- Writes the intent to revoke a link, before Bridge is asked. Returns true where there was none before.
local function intend(prefix, entry, id, why, now)
  local is_new = redis.call('HSETNX', prefix .. ':revoking', id, pointer_of(entry) .. ' ' .. why) == 1
  -- Also for an earlier intent: its time may have been lost, or never written.
  redis.call('ZADD', prefix .. ':revocations', 'NX', text(now), id)
  redis.call('ZADD', prefix .. ':revocations:' .. entry.batch, 'NX', text(now), id)
  return is_new
end

-- Line and sentAt of the row whose link is read back before any other row of the batch is sent; nil where there is none.
local function verifying_of(prefix, batch)
  return string.match(redis.call('HGET', prefix .. ':batch:' .. batch, 'verifying') or '', '^(%d+) (%d+)$')
end

local function end_verifying(prefix, batch)
  redis.call('HDEL', prefix .. ':batch:' .. batch, 'verifying')
  redis.call('ZREM', prefix .. ':verifications', batch)
end

-- Makes the books of a committed batch due once none of its rows is open.
local function finish_batch(prefix, batch, now)
  local key = prefix .. ':batch:' .. batch
  local left = redis.call('HMGET', key, 'open', 'doubtful', 'knownOpen', 'committedAt', 'cancelledBy', 'purgedAt')
  if not left[4] or left[6] or tonumber(left[1]) > 0 or tonumber(left[2]) > 0 then return end
  -- A cancelled batch does not wait for the rows of others.
  if tonumber(left[3] or 0) > 0 and not left[5] then return end
  redis.call('HSET', key, 'finishedAt', text(now))
  redis.call('ZADD', prefix .. ':audits', text(now), batch)
end

-- Updates the batches that hold the entry as known: how many of their known rows are open, how many have a link.
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

-- A link belongs to one entry: by its id an answer is recognized that reached the wrong row (a proxy may repeat one). Returns the
-- pointer of the owner, which becomes this entry where there was none; and the key and field where it is written.
local function owner_of(prefix, id, pointer)
  local digest = string.sub(redis.sha1hex(id), 1, 16)
  local key = prefix .. ':ids:' .. (tonumber(string.sub(digest, 1, 4), 16) % 16384)
  if redis.call('HSETNX', key, digest, pointer) == 1 then return pointer, key, digest end
  return redis.call('HGET', key, digest), key, digest
end

-- The only way from one state to another: changes record, counters, claims and doubts together. An entry that would be sent again
-- although all its batches are cancelled is cancelled; a new link in a batch that was revoked gets an intent to revoke, unless another
-- batch wants it. Returns the batch's new count of rows with a link where this one got a link, else nil.
local function move(prefix, entry, kind, extra, now)
  local before, pointer, old_link = entry.kind, pointer_of(entry), link_id_of(entry)
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
  local link = link_id_of(entry)
  local revoked = link and link ~= old_link and redis.call('HGET', key, 'revokedBy')
  if revoked and not is_wanted_since(entry, revoked) and not is_wanted(prefix, entry) then intend(prefix, entry, link, 'batch revoked', now) end
  if counter[before] == counter[kind] then return end
  redis.call('HINCRBY', key, counter[before], -1)
  local count = redis.call('HINCRBY', key, counter[kind], 1)
  if kind == 'created' then redis.call('HINCRBY', key, 'createdCents', entry.cents) end
  if before == 'created' then redis.call('HINCRBY', key, 'createdCents', -entry.cents) end
  if is_settled(kind) then
    finish_batch(prefix, entry.batch, now)
  elseif is_settled(before) then
    redis.call('HDEL', key, 'finishedAt')
    redis.call('ZREM', prefix .. ':audits', entry.batch)
  end
  move_holders(prefix, entry, before, kind, now)
  return kind == 'created' and count or nil
end

-- True where the ledger can be trusted. Another server run without our clean-stop mark, or an empty ledger, opens a new epoch:
-- nothing is claimed before the recovery scan, and the pace's windows count as full.
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
