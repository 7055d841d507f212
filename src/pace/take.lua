-- Takes a permit for one call that is no creation, or as a question returns when the next creation may leave.
-- KEYS[1] <prefix>:pace   ARGV: prefix, now ('' = Redis' clock), reservation in ms, windows, 1 for the question
-- Returns {'permit', time, now} or {'later', when to ask again, now}; after a question also '1' where creations wait only
-- because the windows count as full after a loss.
local now = clock(ARGV[2])
local is_question = ARGV[5] == '1'
local at, again = take_permit(ARGV[1], now, tonumber(ARGV[3]), ARGV[4], is_question, is_question)
local full_until = is_question and tonumber(redis.call('HGET', KEYS[1], 'creationsFrom') or 0) or 0
local is_unknown = is_question and full_until > now and full_until >= (at or again)
return { at and 'permit' or 'later', text(at or again), text(now), is_unknown and '1' or '0' }
