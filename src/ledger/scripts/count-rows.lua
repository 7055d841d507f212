-- Counts rows of one batch from their records; writes nothing.
-- KEYS[1] <prefix>:account   ARGV: prefix, batch, then lines
-- Returns name and count in turn, with the names that the hash of a batch uses.
local prefix, batch, counts, answer = ARGV[1], ARGV[2], {}, {}
local function count(name, by) counts[name] = (counts[name] or 0) + by end
for at = 3, #ARGV do
  local page = redis.call('HGET', prefix .. ':entries:' .. batch, ARGV[at])
  local pointer = page and string.match(page, '^known (%S+)$')
  local entry = pointer and read_pointer(prefix, pointer) or read_entry(prefix, batch, ARGV[at])
  if entry then
    count('amountCents', entry.cents)
    if pointer then
      count('known', 1)
      if not is_settled(entry.kind) then count('knownOpen', 1) end
      if entry.kind == 'created' then count('knownCreated', 1) end
    else
      count(counter[entry.kind], 1)
      if entry.kind == 'created' then count('createdCents', entry.cents) end
    end
  end
end
for name, by in pairs(counts) do
  answer[#answer + 1] = name
  answer[#answer + 1] = text(by)
end
return answer
