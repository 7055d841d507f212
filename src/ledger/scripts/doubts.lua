-- Makes claims doubtful whose lease has expired, and lists the oldest doubts.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, epoch, longest window, how many at most
-- Returns {now, then for each doubt four: pointer, attempt, sentAt, first sentAt of its generation}.
local prefix, now, most = ARGV[1], clock(ARGV[2]), tonumber(ARGV[5])
is_sound(prefix, now, ARGV[3], ARGV[4])
local answer = { text(now) }
if most == 0 then return answer end
local function give_up(pointer)
  local entry = read_pointer(prefix, pointer)
  if entry and entry.kind == 'claimed' then
    record(prefix, entry, now, message('row_worker_gone', { attempt = entry.attempt, sentAt = tonumber(entry.extra) }))
    move(prefix, entry, 'doubtful', entry.extra, now)
  else
    redis.call('ZREM', prefix .. ':claims', pointer)
  end
end
for _, pointer in ipairs(redis.call('ZRANGEBYSCORE', prefix .. ':claims', '-inf', text(now), 'LIMIT', 0, most)) do
  local is_done, why = pcall(give_up, pointer)
  -- A batch with a damaged field must not block the others.
  local words = not is_done and (type(why) == 'table' and why.err or why)
  local is_of_one = words and (string.find(words, 'WRONGTYPE') or string.find(words, 'not an integer') or string.find(words, 'attempt to'))
  if words and not is_of_one then error(why) end
end
for _, pointer in ipairs(redis.call('ZRANGE', prefix .. ':doubts', 0, most - 1)) do
  local entry = read_pointer(prefix, pointer)
  if entry and entry.kind == 'doubtful' then
    for _, value in ipairs({ pointer, text(entry.attempt), entry.extra, text(entry.first) }) do
      answer[#answer + 1] = value
    end
  else
    redis.call('ZREM', prefix .. ':doubts', pointer)
  end
end
return answer
