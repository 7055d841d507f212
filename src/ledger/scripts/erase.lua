-- Erases the personal data of rows of a batch that is being purged; idempotent.
-- KEYS[1] <prefix>:entries:<batch>, KEYS[2] <prefix>:row-events:<batch>, KEYS[3] <prefix>:rejections:<batch>
-- ARGV: line and its failures without details as JSON ('' = the row was not rejected), in turn
-- Returns 1. State, reference, cents, expiry and links stay; the words of answers and the keyed hash of the contents go.
local prefix, batch = string.match(KEYS[1], '^(.*):entries:(.-)$')

-- Older versions wrote plain text, with the words of answers in brackets.
local function without_words(trail)
  local lines = {}
  for written in string.gmatch(trail, '[^\n]+') do
    local at, event = string.match(written, '^(%d+ )({.*})$')
    local is_read, answer = pcall(cjson.decode, event or '')
    if is_read and type(answer) == 'table' then
      if answer.words then
        answer.words = ''
        written = at .. cjson.encode(answer)
      end
    else
      written = string.gsub(written, '(: [^(]*) %b()', '%1')
    end
    lines[#lines + 1] = written
  end
  return table.concat(lines, '\n')
end

for at = 1, #ARGV, 2 do
  local line, failures = ARGV[at], ARGV[at + 1]
  if failures ~= '' then redis.call('HSET', KEYS[3], line, failures) end
  local entry = read_entry(prefix, batch, line)
  if entry then
    entry.sealed, entry.contents = '', without_hash(entry.contents)
    if string.sub(entry.extra, 1, 1) == '{' then
      local failure = cjson.decode(entry.extra)
      failure.details, failure.detail, failure.sealed = nil, nil, nil
      entry.extra = cjson.encode(failure)
    end
    write_entry(prefix, entry)
  end
  local trail = redis.call('HGET', KEYS[2], line)
  if trail then redis.call('HSET', KEYS[2], line, without_words(trail)) end
end
return 1
