-- Writes the header of a batch that was just opened: the sealed copy of its clear fields.
-- KEYS[1] <prefix>:batch:<batch>   ARGV: id of the batch's data key, its submittedAt as `open` returned it, header
-- Returns 1; 0 where the batch was opened anew meanwhile, or has a header.
if key_id(KEYS[1], 'dataKey') ~= ARGV[1] or redis.call('HGET', KEYS[1], 'submittedAt') ~= ARGV[2] then return 0 end
return redis.call('HSETNX', KEYS[1], 'header', ARGV[3])
