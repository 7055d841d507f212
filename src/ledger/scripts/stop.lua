-- Stops the account: nothing is sent until a person resumes it.
-- KEYS[1] <prefix>:account   ARGV: now ('' = Redis' clock), why (a message, or ''), by whom
-- Returns 1; 0 where the account was stopped before and the earlier reason stays.
return stop_account(KEYS[1], clock(ARGV[1]), ARGV[2], ARGV[3])
