-- Sets what was decided about a batch; a decision of the same kind that stands stays as it is.
-- KEYS[1] <prefix>:batch:<batch>   ARGV: now ('' = Redis' clock), pausedBy | cancelledBy | revokedBy, {"by": ..., "why": ...}
-- Returns 1; 0 where it stood already.
return redis.call('HSETNX', KEYS[1], ARGV[2], '{"at":' .. text(clock(ARGV[1])) .. ',' .. string.sub(ARGV[3], 2))
