-- Marks that the server is about to be stopped in order, so that its next run is no loss.
-- KEYS[1] <prefix>:account   ARGV: prefix, now, a new epoch, longest window
-- A run of the server that the ledger has not met yet is not vouched for. Returns 1 where the mark was set.
is_sound(ARGV[1], clock(ARGV[2]), ARGV[3], ARGV[4])
redis.call('HSET', KEYS[1], 'cleanStop', redis.call('HGET', KEYS[1], 'runId'))
return 1
