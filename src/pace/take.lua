-- Takes a permit for one call that is not a creation, or asks when the next creation may leave and takes nothing.
-- KEYS[1] <prefix>:pace   ARGV: prefix, now ('' = Redis' clock), reservation in ms, windows, 1 for the question
-- Returns {'permit', time, now} or {'later', when to ask again, now}.
local now = clock(ARGV[2])
local is_question = ARGV[5] == '1'
local at, again = take_permit(ARGV[1], now, tonumber(ARGV[3]), ARGV[4], is_question, is_question)
if at then return { 'permit', text(at), text(now) } end
return { 'later', text(again), text(now) }
