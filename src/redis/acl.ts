/** What Linkmill itself asks: connections, fitness, its scripts (whose commands are checked one by one), ledgers and copies of them, and
 * that what was erased is forgotten. */
const ours =
  'ping info select client|setname bgrewriteaof eval evalsha exec multi time type scan exists del unlink ' +
  'get set incr hdel hexists hget hgetall hincrby hkeys hlen hmget hscan hset hsetnx lindex lpush lrange ltrim rpush ' +
  'sadd sscan zadd zcard zrange zrangebyscore zrem zrevrange zscan zscore';

/** What the scripts of BullMQ 6 need besides, for jobs, stalled jobs and job schedulers; a blocked read waits for the next job. */
const ofQueue =
  'bzpopmin hmset llen lrem persist pexpire pttl rpop rpoplpush scard smembers srem xadd xtrim zcount zpopmin ' +
  'zremrangebyrank zremrangebyscore zrevrangebyscore';

/**
 * The line that makes a Redis user who can do what Linkmill does, and nothing else: its keys, its commands, no channel. Stands for
 * Redis 6.2 and newer; the password is left to be filled in.
 */
export function aclLine(user: string): string {
  const commands = `${ours} ${ofQueue}`.split(' ').map((command) => `+${command}`);
  return `ACL SETUSER ${user} reset on >PASSWORD ~{linkmill:* ${commands.join(' ')}`;
}
