-- Marks that the server is about to be stopped in an orderly way, so that its next run does not count as a loss.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, a new epoch, longest window
-- A server run that the ledger sees for the first time opens a new epoch before it is marked. Returns 1.
is_sound(ARGV[1], clock(ARGV[2]), ARGV[3], ARGV[4])
redis.call('HSET', KEYS[1], 'cleanStop', redis.call('HGET', KEYS[1], 'runId'))
return 1
