-- Functions of the pace, which every script that takes a permit begins with.
-- Keys, all under one hash tag:
--   <prefix>:permits  list of the times of the last permits, newest first, never decreasing
--   <prefix>:pace     hash: notBefore (no call leaves earlier), strikes (pauses in a row without a success),
--                     creationsFrom (no creation leaves earlier: the windows count as full after a loss)
-- Times are whole milliseconds of Redis' clock; every permit is a place in all windows at once.

local function clock(now)
  if now ~= '' then return tonumber(now) end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function text(number)
  return string.format('%.0f', number)
end

-- windows: 'count:milliseconds,...', each already widened by its guard. Creations leave the last hundredth of windows of a
-- minute or more to the calls that settle doubts. Returns the permit's time, or nil and when to ask again; a question
-- takes no permit.
local function take_permit(prefix, now, reservation, windows, is_creation, is_question)
  local held = redis.call('HMGET', prefix .. ':pace', 'notBefore', 'creationsFrom')
  local at = math.max(now, tonumber(held[1] or 0))
  if is_creation then at = math.max(at, tonumber(held[2] or 0)) end
  local most = 0
  for count_text, length_text in string.gmatch(windows, '(%d+):(%d+)') do
    local count, length = tonumber(count_text), tonumber(length_text)
    if most == 0 then at = math.max(at, tonumber(redis.call('LINDEX', prefix .. ':permits', 0) or 0)) end
    if count > most then most = count end
    if is_creation and length >= 60000 then count = math.max(1, count - math.ceil(count / 100)) end
    local oldest = redis.call('LINDEX', prefix .. ':permits', count - 1)
    if oldest then at = math.max(at, tonumber(oldest) + length) end
  end
  if at > now + reservation then return nil, at end
  if most > 0 and not is_question then
    redis.call('LPUSH', prefix .. ':permits', text(at))
    redis.call('LTRIM', prefix .. ':permits', 0, most - 1)
  end
  return at
end
