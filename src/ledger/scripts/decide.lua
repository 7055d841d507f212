-- Sets what was decided about a batch. A pause that stands stays as it is; who cancels or revokes again means what is there now. A
-- revocation rests on a cancelling: both are kept or, by a ledger that loses its last writes, lost.
-- KEYS[1] <prefix>:batch:<batch>   ARGV: now ('' = Redis' clock), pausedBy | cancelledBy | revokedBy, {"by": ..., "why": words or a message}
-- Returns 1; 0 where it stood already, or the batch is lost.
if redis.call('HEXISTS', KEYS[1], 'submittedAt') == 0 then return 0 end
local set = ARGV[2] == 'pausedBy' and 'HSETNX' or 'HSET'
local decision = '{"at":' .. text(clock(ARGV[1])) .. ',' .. string.sub(ARGV[3], 2)
if ARGV[2] == 'revokedBy' then redis.call('HSET', KEYS[1], 'cancelledBy', decision) end
return redis.call(set, KEYS[1], ARGV[2], decision)
