-- Functions of an entry's record, put in front of every script of the ledger (after the pace's: clock, text).
-- Keys, all under one hash tag, <prefix> = {linkmill:<account>}:
--   <prefix>:account            hash: runId, epoch, born, state (suspect | sound), seenTo, recoveryScan, cleanStop, stopped, stoppedBy,
--                               stoppedAt, verifyFrom (a batch whose first link was verified earlier than this is to be verified anew),
--                               unprovenAccepted (that a person sends though Bridge shows nothing of the IBANs; a record), refusals
--                               ('count code': how often Bridge refused in a row), hashKey ('id wrapped': what keys every digest and
--                               hash of a row's contents, the same for ever, and every mark), recordKey ('id wrapped': what seals the
--                               account's records, see records.ts), restoring (while a restore is under way: nothing is trusted)
--   <prefix>:batch:<batch>      hash: what was handed in, the counters of its books, what people decided (pausedBy,
--                               cancelledBy, revokedBy), when its books were closed and reopened, verifying ('line sentAt': the row
--                               whose link is read back before any other row is sent), verifiedAt (sentAt of the one that was),
--                               dataKey ('id wrapped': what seals its personal data; absent where nothing is sealed), header, sealing
--                               and approval (what binds its clear fields, the end of its canary, and a person's yes to the rest;
--                               sealed), closed (mark of its books), takingOver (its data key, until all of it is sealed), purgedAt,
--                               erasedAt (since when its personal data are being erased; 1 once all are), purged (mark of that)
--   <prefix>:entries:<batch>    hash: line -> page, or 'known <pointer>'
--   <prefix>:refs:<bucket>      hash: digest of a reference -> pointer; 16384 small buckets
--   <prefix>:guards:<bucket>    hash: digest of IBAN, amount, label -> pointer
--   <prefix>:ids:<bucket>       hash: digest of a link's id -> pointer of the entry that has it
--   <prefix>:holders            hash: pointer -> later batches that hold the entry as known
--   <prefix>:claims             zset: pointer -> end of the lease
--   <prefix>:doubts             zset: pointer -> sentAt
--   <prefix>:orphans             hash: digest of a reference -> a link that no entry knew at the look-back:
--                               'rank generation fingerprints id url expiry mark', with a comma between the two fingerprints of a link
--                               of which Bridge shows the account (the second is that of a row which names none); rank 0 somebody else's, 1 ended, 2 valid, 3 completed
--   <prefix>:audit:<batch>      the books as they were closed last: their mark and JSON
--   <prefix>:leases              hash: what -> turn and when it ends; who sweeps at the moment
--   <prefix>:duplicates             zset: pointer -> when it is to be decided which of the entry's links stays
--   <prefix>:duplicates:<batch>     hash: line -> ids of duplicate links of the entry, beside the one that it has
--   <prefix>:revoking           hash: link id -> 'pointer why': links that are to be revoked, written before they are
--   <prefix>:revocations        zset: link id -> when its revocation is to be tried; and :revocations:<batch> of one batch
--   <prefix>:verifications      zset: batch -> when its first link is to be read back, if nobody has done so by then
--   <prefix>:misdirected        zset: batch -> when all its links are to be compared, since one of them leads elsewhere
--   <prefix>:ended:<batch>      hash: line -> 'id status at' of the entry's link, once it was seen to have ended
--   <prefix>:twice:<batch>      hash: line -> ids of links of one entry that were both paid
--   <prefix>:row-events:<batch>      hash: line -> what happened to the row, 'at message' a line; plain creations leave none
--   <prefix>:audits             zset: batch -> when its books are to be closed (again)
--   <prefix>:forged             hash: place -> mark of what was found there that nobody here wrote; and :forged-seen:<batch> (line -> mark)
--                               what a person has seen of it, see forgeries.ts
--   <prefix>:notices            hash: id -> what people are to be told, a record; :notices:posted, :due:<target> and
--                               :deliveries:<target> beside it, see notices.ts
-- A pointer is '<batch>-<line>'. A page is four lines: state, reference ('' = the pointer), what is compared as JSON ([cents, keyed
-- hash of the contents ('' once they were erased), expiry]), contents and label (sealed; '' once they were erased); and a fifth where a person wanted
-- the row sent again, or a link of it never counts again: {"wantedAt": ..., "expiresAt": ..., "links": [[id, url, status, at], ...],
-- "grant": ...}, its earlier links. The grant (see past.ts) proves the rest, and from which generation on it stands; no script writes one.
-- A state is 'kind generation attempt firstSentAt absences extra'; extra is sentAt while claimed or doubtful,
-- 'how id url expiry mark' once created ('-': as it was asked for; the mark proves the link, and whether it was verified), the failure as JSON once refused or failed. How is 1 where the link was found in the list, 0 where
-- Bridge answered, and 2 more once the link was verified: Bridge has shown that it leads where the row says.

local counter = {
  entered = 'open', claimed = 'open', doubtful = 'doubtful', created = 'created',
  refused = 'refused', failed = 'failed', cancelled = 'cancelled',
}
local settled = { created = true, refused = true, failed = true, cancelled = true }
local function is_settled(kind) return settled[kind] == true end

-- Surely no link of ours or of anybody bears the entry's reference. One that failed because such a link was found, or of which a link was
-- paid to another account, is not among them: no retry and no mended row may make a second one.
local function is_without_link(entry)
  if string.find(entry.past, '"paid elsewhere"', 1, true) then return false end
  if entry.kind == 'failed' then return not string.find(entry.extra, 'found_with_other_contents', 1, true) end
  return entry.kind == 'refused' or entry.kind == 'cancelled'
end

-- What is compared of a row without the keyed hash of its contents: what an erased entry has left.
local function without_hash(contents) return (string.gsub(contents, '"[^"]*"', '""', 1)) end

-- A row of these contents is known by the entry; of an erased one amount and expiry are compared alone, since with a hash of the rest
-- whoever has the key could try guesses. One that was cancelled is new again, and so is one that ended without a link in a
-- batch that was purged since: no retry gives that back.
local function makes_known(entry, contents)
  if entry.contents == without_hash(entry.contents) then contents = without_hash(contents) end
  if entry.contents ~= contents or entry.kind == 'cancelled' then return false end
  return entry.sealed ~= '' or not is_without_link(entry)
end

-- The id of a key that rests in a field of a hash; '' where there is none. Whoever writes or compares by a key says which: after a
-- loss the ledger may have another one.
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
    -- What stands in the place of a batch's rows holds up no other batch.
    if string.find(page.err, 'WRONGTYPE', 1, true) then return nil end
    page = redis.call('HGET', key, line)
  end
  if not page or string.sub(page, 1, 6) == 'known ' then return nil end
  local state, reference, contents, sealed, past = string.match(page, '^([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n?(.*)$')
  local kind, generation, attempt, first, absences, extra = string.match(state or '', '^(%a+) (%d+) (%d+) (%d+) (%d+) ?(.*)$')
  -- What is no page is none of ours, and holds up nothing else.
  if not kind then return nil end
  return {
    page = page, batch = batch, line = line, kind = kind, generation = tonumber(generation), attempt = tonumber(attempt),
    first = tonumber(first), absences = tonumber(absences), extra = extra,
    reference = reference, contents = contents, sealed = sealed, past = past,
    cents = tonumber(string.match(contents, '^%[(%d+)')),
  }
end

-- The id of the link that a created entry has.
local function link_id_of(entry)
  return entry.kind == 'created' and string.match(entry.extra, '^%d (%S+)') or nil
end

-- A link of which Bridge has not shown yet where it leads.
local function is_unverified(entry)
  return entry.kind == 'created' and tonumber(string.sub(entry.extra, 1, 1)) < 2
end

-- True for the links of an entry's earlier generations: they never count again.
local function is_earlier_link(entry, id)
  return entry.past ~= '' and string.find(entry.past, '["' .. id .. '"', 1, true) ~= nil
end

-- True while a link that never counts again may still be paid: it was written down to be revoked, and was not seen to have ended.
local function has_link_to_revoke(prefix, entry)
  for id in string.gmatch(entry.past, '%["([^"]+)"') do
    if redis.call('HEXISTS', prefix .. ':revoking', id) == 1 then return true end
  end
  return false
end

-- Since when a person wants the row sent (again), by its past; 0 where nobody said so.
local function wanted_at(past) return tonumber(string.match(past, '"wantedAt":(%d+)') or 0) end

-- Whether a past that was written for an entry as it was read, of this generation, still fits: nothing of the entry's past is forgotten.
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

-- The error KEYGONE where the key that seals the batch, or the one that hashes, is another than whoever asks has.
local function keys_are_gone(account, batch_key, data_key, hash_key)
  return key_id(batch_key, 'dataKey') ~= data_key or (hash_key and key_id(account, 'hashKey') ~= hash_key)
end

-- An entry of a submission that was cut before its end: never claimed, and free to be handed in anew.
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
