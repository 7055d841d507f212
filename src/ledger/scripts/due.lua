-- Lists members of a schedule whose time has come; writes nothing.
-- KEYS[1] the zset: <prefix>:duplicates, :revocations, :revocations:<batch>, :audits, :verifications, :misdirected or
--   :notices:due:<target>   ARGV: now ('' = Redis' clock), how many at most
-- Returns the members, the longest due first.
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(clock(ARGV[1])), 'LIMIT', 0, ARGV[2])
