-- Saves a person's decision about a batch. A second pause changes nothing; a second cancel or revoke replaces the first. A revocation
-- writes the cancellation first: a ledger that loses its last writes never has a revocation alone.
-- KEYS[1] <prefix>:batch:<batch>   ARGV: now ('' = Redis' clock), pausedBy | cancelledBy | revokedBy, {"by": ..., "why": words or a message}
-- Returns 1 where the field is new; 0 where it was set before, or the batch is lost.
if redis.call('HEXISTS', KEYS[1], 'submittedAt') == 0 then return 0 end
local set = ARGV[2] == 'pausedBy' and 'HSETNX' or 'HSET'
local decision = '{"at":' .. text(clock(ARGV[1])) .. ',' .. string.sub(ARGV[3], 2)
if ARGV[2] == 'revokedBy' then redis.call('HSET', KEYS[1], 'cancelledBy', decision) end
return redis.call(set, KEYS[1], ARGV[2], decision)
