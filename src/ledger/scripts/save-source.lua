-- Makes a completely stored file the source of its batch.
-- KEYS[1] <prefix>:batch:<batch>, KEYS[2] the hash of the chunks   ARGV: id of the key that seals them ('' = none), name and number of
--   chunks as the batch's field `source`, number of chunks
-- Returns 1 where the file is the batch's source, 0 where another one is. Answers the error BATCHGONE where the batch was lost, was opened
-- anew (its key cannot open the chunks), or where chunks were lost.
if redis.call('HEXISTS', KEYS[1], 'submittedAt') == 0 or key_id(KEYS[1], 'dataKey') ~= ARGV[1] then
  return redis.error_reply('BATCHGONE')
end
if redis.call('HSETNX', KEYS[1], 'source', ARGV[2]) == 0 then
  -- A command that is repeated after a lost answer finds its own value.
  return redis.call('HGET', KEYS[1], 'source') == ARGV[2] and 1 or 0
end
if redis.call('HLEN', KEYS[2]) == tonumber(ARGV[3]) + 1 then return 1 end
redis.call('HDEL', KEYS[1], 'source')
return redis.error_reply('BATCHGONE')
