-- Adds an audit event to the history of a batch, or of the account.
-- KEYS[1] <prefix>:history:<batch> (the account's without a batch)   ARGV: now ('' = Redis' clock), a message
-- Returns how many events there are.
return redis.call('RPUSH', KEYS[1], text(clock(ARGV[1])) .. ' ' .. ARGV[2])
