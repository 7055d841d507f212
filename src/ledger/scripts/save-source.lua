-- The chunks of a file are kept whole: from now on it is the batch's.
-- KEYS[1] <prefix>:batch:<batch>, KEYS[2] the hash of the chunks   ARGV: id of the key that seals them ('' = none), name and number of
--   chunks as the batch's field `source`, number of chunks
-- A batch that was lost since it was opened is the error BATCHGONE; so is one that was opened anew, whose key cannot open the chunks, or
-- that has lost some of them.
-- Returns 1 where the file is the one that is kept, 0 where another one is.
if redis.call('HEXISTS', KEYS[1], 'submittedAt') == 0 or key_id(KEYS[1], 'dataKey') ~= ARGV[1] then
  return redis.error_reply('BATCHGONE')
end
if redis.call('HSETNX', KEYS[1], 'source', ARGV[2]) == 0 then
  -- Sent again after a lost answer, it finds what it has set itself.
  return redis.call('HGET', KEYS[1], 'source') == ARGV[2] and 1 or 0
end
if redis.call('HLEN', KEYS[2]) == tonumber(ARGV[3]) + 1 then return 1 end
redis.call('HDEL', KEYS[1], 'source')
return redis.error_reply('BATCHGONE')
