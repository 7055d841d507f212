-- Saves the outcome of one attempt.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, batch, line, attempt, generation of the attempt, kind,
--   extra, code of the row event ('' = none), Bridge's code of a refusal, refusals in a row that stop the account, one of how many created
--   rows of a batch is read back, id of the account's hash key, sealed words of the answer for the row event ('' = none)
--   kind created (extra '0 id url expiry mark'), refused or failed (extra the failure), doubtful (silent), entered (certainly nothing
--   was made)
-- Returns done; sampled (done, and the link is to be read back as a sample of its batch); taken (the link is another entry's: nothing
-- changed); already (the outcome was saved before); late (the entry has moved on: nothing changed); duplicate (a duplicate link of this
-- entry, or a link of an earlier generation: saved in <prefix>:duplicates); unknown (the ledger has no such entry).
-- Answers the error KEYGONE where the account has another hash key by now.
local prefix, now, attempt, kind, extra = ARGV[1], clock(ARGV[2]), tonumber(ARGV[7]), ARGV[9], ARGV[10]
is_sound(prefix, now, ARGV[3], ARGV[4])
local entry = read_entry(prefix, ARGV[5], ARGV[6])
if not entry then return 'unknown' end
if kind == 'created' and key_id(KEYS[1], 'hashKey') ~= ARGV[15] then return redis.error_reply('KEYGONE') end

-- So many refusals in a row with one code mean that something is wrong with all rows: the account stops until a person resumes it.
local function count_refusal(code, most)
  local count, before = string.match(redis.call('HGET', KEYS[1], 'refusals') or '0 ', '^(%d+) (.*)$')
  count = before == code and count + 1 or 1
  redis.call('HSET', KEYS[1], 'refusals', text(count) .. ' ' .. code)
  if count >= most then stop_account(KEYS[1], now, message('bridge_refused_in_a_row', { count = count, code = code }), 'breaker') end
end

if kind == 'created' then
  -- A created answer is never dropped, however late it comes. It also ends a series of 429 answers, and of refusals.
  redis.call('HDEL', prefix .. ':pace', 'strikes')
  redis.call('HDEL', KEYS[1], 'refusals')
  local id = string.match(extra, '^%d (%S+)')
  if owner_of(prefix, id, pointer_of(entry)) ~= pointer_of(entry) then return 'taken' end
  if link_id_of(entry) == id or is_earlier_link(entry, id) then return 'already' end
  if entry.kind == 'created' or tonumber(ARGV[8]) < entry.generation then
    return keep_duplicate(prefix, entry, id, now) and 'duplicate' or 'already'
  end
  if entry.attempt > 1 or entry.kind ~= 'claimed' then
    local sent = entry.attempt == attempt and string.match(entry.extra, '^%d+$')
    record(prefix, entry, now, message(sent and 'row_sent_created' or 'row_created', { attempt = attempt, sentAt = tonumber(sent or nil), link = id }))
  end
  local count = move(prefix, entry, 'created', extra, now)
  return count and count % tonumber(ARGV[14]) == 0 and 'sampled' or 'done'
end

if entry.attempt ~= attempt or (entry.kind ~= 'claimed' and entry.kind ~= 'doubtful') then return 'late' end
if kind == 'doubtful' and entry.kind == 'doubtful' then return 'already' end
if ARGV[11] ~= '' then
  local params = { attempt = attempt, sentAt = tonumber(string.match(entry.extra, '^%d+')) }
  record(prefix, entry, now, cjson.encode({ code = ARGV[11], params = params, words = ARGV[16] }))
end
if kind == 'doubtful' then extra = entry.extra end
move(prefix, entry, kind, extra, now)
if kind == 'refused' then count_refusal(ARGV[12], tonumber(ARGV[13])) end
return 'done'
