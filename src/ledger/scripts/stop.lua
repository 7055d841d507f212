-- Nothing of the account is sent any more until a person resumes it.
-- KEYS[1] <prefix>:account   ARGV: now ('' = Redis' clock), why (a message, or ''), by whom
-- Returns 1; 0 where it is stopped already, for the reason that stands there.
return stop_account(KEYS[1], clock(ARGV[1]), ARGV[2], ARGV[3])
