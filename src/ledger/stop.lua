-- Nothing of the account is sent any more until a person resumes it.
-- KEYS[1] <prefix>:account   ARGV: now ('' = Redis' clock), why, by whom
-- Returns 1; 0 where it is stopped already, for the reason that stands there.
if redis.call('HSETNX', KEYS[1], 'stopped', ARGV[2]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'stoppedBy', ARGV[3], 'stoppedAt', text(clock(ARGV[1])))
return 1
