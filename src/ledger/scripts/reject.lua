-- Saves the rejections of a batch and counts each once.
-- KEYS[1] <prefix>:batch:<batch>, KEYS[2] <prefix>:rejections:<batch>   ARGV: id of the batch's data key, then line and sealed failures
--   in turn
-- Returns how many were new. Answers the error BATCHGONE where the batch was lost; KEYGONE where its data key is another by now.
if redis.call('HEXISTS', KEYS[1], 'submittedAt') == 0 then return redis.error_reply('BATCHGONE') end
if key_id(KEYS[1], 'dataKey') ~= ARGV[1] then return redis.error_reply('KEYGONE') end
local new = 0
for at = 2, #ARGV, 2 do new = new + redis.call('HSETNX', KEYS[2], ARGV[at], ARGV[at + 1]) end
if new > 0 then redis.call('HINCRBY', KEYS[1], 'rejected', new) end
return new
