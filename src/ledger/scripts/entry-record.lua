-- Functions of an entry's record, put in front of every script of the ledger (after the pace's: clock, text).
-- Keys, all under one hash tag, <prefix> = {linkmill:<account>}:
--   <prefix>:account            hash: runId, epoch, born, state (suspect | sound), seenTo, recoveryScan, cleanStop, stopped, stoppedBy,
--                               stoppedAt, verifyFrom (a batch whose first link was verified earlier than this is verified anew),
--                               unprovenAccepted (a person accepted that Bridge shows no IBANs; a record), refusals ('count code': how
--                               often Bridge refused in a row), hashKey ('id wrapped': keys every digest, hash of contents and mark;
--                               never changes), recordKey ('id wrapped': seals the account's records, see records.ts), restoring
--                               (while a restore is under way: nothing is trusted)
--   <prefix>:batch:<batch>      hash: the options of the submission, the counters of its books, decisions of people (pausedBy,
--                               cancelledBy, revokedBy), when its books were closed and reopened, verifying ('line sentAt': the row
--                               whose link is read back before any other row is sent), verifiedAt (sentAt of the verified one), dataKey
--                               ('id wrapped': seals its personal data; absent where nothing is sealed), header, sealing and approval
--                               (sealed copies of its clear fields, of the end of its canary, and of a person's approval), closed (mark
--                               of its books), takingOver (its data key, until all of it is sealed), purgedAt (when the erasure of its
--                               personal data began), erasedAt (1 once all of them are erased), purged (mark of the erasure)
--   <prefix>:entries:<batch>    hash: line -> record, or 'known <pointer>'
--   <prefix>:refs:<bucket>      hash: digest of a reference -> pointer; 16384 small buckets
--   <prefix>:guards:<bucket>    hash: digest of IBAN, amount, label -> pointer
--   <prefix>:ids:<bucket>       hash: digest of a link's id -> pointer of the entry that owns it
--   <prefix>:holders            hash: pointer -> later batches that hold the entry as known
--   <prefix>:claims             zset: pointer -> end of the lease
--   <prefix>:doubts             zset: pointer -> sentAt
--   <prefix>:orphans            hash: digest of a reference -> a link that the recovery scan found and no entry knew:
--                               'rank generation fingerprints id url expiry mark'; a comma parts the two fingerprints of a link whose
--                               account Bridge shows (the second is for a row that names none); rank 0 not ours, 1 ended, 2 valid, 3 completed
--   <prefix>:audit:<batch>      the books as they were last closed: their mark and JSON
--   <prefix>:leases             hash: task -> holder of its lease and when it ends
--   <prefix>:duplicates         zset: pointer -> when the reconciler next decides which of the entry's links stays
--   <prefix>:duplicates:<batch> hash: line -> ids of links of the entry beside its own
--   <prefix>:revoking           hash: link id -> 'pointer why': links to revoke, written before Bridge is asked
--   <prefix>:revocations        zset: link id -> when its revocation is next tried; :revocations:<batch> the same for one batch
--   <prefix>:verifications      zset: batch -> when the reconciler reads back its first link, if nobody has by then
--   <prefix>:misdirected        zset: batch -> when all its links are compared, since one of them leads elsewhere
--   <prefix>:ended:<batch>      hash: line -> 'id status at' of the entry's link, once Bridge showed it as ended
--   <prefix>:twice:<batch>      hash: line -> ids of links that were paid beside another link of the same entry
--   <prefix>:row-events:<batch> hash: line -> the row's events, 'at message' a line; plain creations leave none
--   <prefix>:audits             zset: batch -> when its books are closed (again)
--   <prefix>:forged             hash: place -> mark of a forged text that was found there; :forged-seen:<batch> (line -> mark) those that
--                               a person has seen, see forgeries.ts
--   <prefix>:notices            hash: id -> notice, a record; :notices:posted, :due:<target> and :deliveries:<target> beside it, see
--                               notices.ts
-- A pointer is '<batch>-<line>'. A record has four lines: state, reference ('' = the pointer), compared text as JSON ([cents, keyed
-- hash of the contents ('' once erased), expiry]), contents and label (sealed; '' once erased). It has a fifth where a person wanted the
-- row sent again, or one of its links never counts again: {"wantedAt": ..., "expiresAt": ..., "links": [[id, url, status, at], ...],
-- "grant": ...}; `links` are its earlier links. The grant (see past.ts) proves the line and the generation; no script writes one.
-- A state is 'kind generation attempt firstSentAt absences extra'. Extra is sentAt while claimed or doubtful; the failure as JSON once
-- refused or failed; 'how id url expiry mark' once created, with expiry '-' where it is as requested; the mark proves the link and
-- whether it was verified. How is 0 where Bridge answered with the link, 1 where it was found in the list, and 2 more once the link was
-- verified: Bridge has shown that it leads where the row says.

local counter = {
  entered = 'open', claimed = 'open', doubtful = 'doubtful', created = 'created',
  refused = 'refused', failed = 'failed', cancelled = 'cancelled',
}
local settled = { created = true, refused = true, failed = true, cancelled = true }
local function is_settled(kind) return settled[kind] == true end

-- True where certainly no link exists under the entry's reference. An entry that failed because such a link was found, or of which a link
-- was paid to another account, does not count: no retry and no corrected row may make a second link.
local function is_without_link(entry)
  if string.find(entry.past, '"paid elsewhere"', 1, true) then return false end
  if entry.kind == 'failed' then return not string.find(entry.extra, 'found_with_other_contents', 1, true) end
  return entry.kind == 'refused' or entry.kind == 'cancelled'
end

-- The compared text without the keyed hash of the contents, as an erased entry stores it.
local function without_hash(contents) return (string.gsub(contents, '"[^"]*"', '""', 1)) end

-- True where a row with these contents is the entry's. Of an erased entry only amount and expiry are compared: with a stored hash of the
-- rest, anybody with the key could test guesses. A row whose entry was cancelled is new, and so is one whose entry ended without a link
-- in a batch that was purged since: no retry can requeue that.
local function makes_known(entry, contents)
  if entry.contents == without_hash(entry.contents) then contents = without_hash(contents) end
  if entry.contents ~= contents or entry.kind == 'cancelled' then return false end
  return entry.sealed ~= '' or not is_without_link(entry)
end

-- The id of the key in a field of a hash; '' where there is none. Callers pass the id of the key they used: after a loss the ledger
-- may have another one.
local function key_id(hash, field) return string.match(redis.call('HGET', hash, field) or '', '^%S*') end

local function pointer_of(entry) return entry.batch .. '-' .. entry.line end

local function bucket_of(prefix, kind, digest)
  local first, second = string.byte(digest, 1, 2)
  return prefix .. ':' .. kind .. ':' .. ((first * 256 + second) % 16384)
end

local function read_entry(prefix, batch, line)
  local key = prefix .. ':entries:' .. batch
  local page = redis.pcall('HGET', key, line)
  if type(page) == 'table' then
    -- A wrong type in place of a batch's rows must not block other batches.
    if string.find(page.err, 'WRONGTYPE', 1, true) then return nil end
    page = redis.call('HGET', key, line)
  end
  if not page or string.sub(page, 1, 6) == 'known ' then return nil end
  local state, reference, contents, sealed, past = string.match(page, '^([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n?(.*)$')
  local kind, generation, attempt, first, absences, extra = string.match(state or '', '^(%a+) (%d+) (%d+) (%d+) (%d+) ?(.*)$')
  -- A text that is no record was not written here, and must not block anything else.
  if not kind then return nil end
  return {
    page = page, batch = batch, line = line, kind = kind, generation = tonumber(generation), attempt = tonumber(attempt),
    first = tonumber(first), absences = tonumber(absences), extra = extra,
    reference = reference, contents = contents, sealed = sealed, past = past,
    cents = tonumber(string.match(contents, '^%[(%d+)')),
  }
end

-- The id of a created entry's link, else nil.
local function link_id_of(entry)
  return entry.kind == 'created' and string.match(entry.extra, '^%d (%S+)') or nil
end

-- True where the entry has a link, and Bridge has not yet shown where it leads.
local function is_unverified(entry)
  return entry.kind == 'created' and tonumber(string.sub(entry.extra, 1, 1)) < 2
end

-- True for an earlier link of the entry, which never counts again.
local function is_earlier_link(entry, id)
  return entry.past ~= '' and string.find(entry.past, '["' .. id .. '"', 1, true) ~= nil
end

-- True while an earlier link may still be paid: its revocation was written, and Bridge has not shown that it ended.
local function has_link_to_revoke(prefix, entry)
  for id in string.gmatch(entry.past, '%["([^"]+)"') do
    if redis.call('HEXISTS', prefix .. ':revoking', id) == 1 then return true end
  end
  return false
end

-- When a person last wanted the row sent (again), by its past; 0 where nobody did.
local function wanted_at(past) return tonumber(string.match(past, '"wantedAt":(%d+)') or 0) end

-- True where a past that the caller built from this generation of the entry is still complete: it lacks nothing that was added since.
local function fits_past(entry, generation, past)
  if entry.generation ~= tonumber(generation) or wanted_at(entry.past) > wanted_at(past) then return false end
  for id in string.gmatch(entry.past, '%["([^"]+)"') do
    if not string.find(past, '["' .. id .. '"', 1, true) then return false end
  end
  for paid in string.gmatch(entry.past, '%["[^"]+","","paid elsewhere"') do
    if not string.find(past, paid, 1, true) then return false end
  end
  return true
end

-- True where the batch's data key, or the account's hash key, is another than the caller used; scripts then answer KEYGONE.
local function keys_are_gone(account, batch_key, data_key, hash_key)
  return key_id(batch_key, 'dataKey') ~= data_key or (hash_key and key_id(account, 'hashKey') ~= hash_key)
end

-- True for an entry of a submission that was never committed: it was never sent, and another submission may take it.
local function is_abandoned(prefix, entry, batch)
  return entry.kind == 'entered' and entry.first == 0 and entry.batch ~= batch
    and redis.call('HEXISTS', prefix .. ':batch:' .. entry.batch, 'committedAt') == 0
    and redis.call('HEXISTS', prefix .. ':holders', pointer_of(entry)) == 0
end

local function read_pointer(prefix, pointer)
  local batch, line = string.match(pointer, '^(.-)%-(%d+)$')
  if not batch then return nil end
  return read_entry(prefix, batch, line)
end

local function write_entry(prefix, entry)
  local state = table.concat({
    entry.kind, text(entry.generation), text(entry.attempt), text(entry.first), text(entry.absences), entry.extra,
  }, ' ')
  local page = state .. '\n' .. entry.reference .. '\n' .. entry.contents .. '\n' .. entry.sealed
  if entry.past and entry.past ~= '' then page = page .. '\n' .. entry.past end
  redis.call('HSET', prefix .. ':entries:' .. entry.batch, entry.line, page)
end
