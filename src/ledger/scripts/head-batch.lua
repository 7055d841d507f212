-- Writes the header of a batch that was just opened: what binds its fields together.
-- KEYS[1] <prefix>:batch:<batch>   ARGV: id of the batch's data key, its time as it was opened, header
-- Returns 1; 0 where it was opened anew meanwhile.
if key_id(KEYS[1], 'dataKey') ~= ARGV[1] or redis.call('HGET', KEYS[1], 'submittedAt') ~= ARGV[2] then return 0 end
return redis.call('HSETNX', KEYS[1], 'header', ARGV[3])
