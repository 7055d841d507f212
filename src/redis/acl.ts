/**
 * The commands that Linkmill itself sends: for connections, the fitness check, its scripts (Redis checks each command
 * that they call), ledgers and their copies, and the rewrite of the append-only file that drops erased data.
 */
const ours =
  'ping info select client|setname bgrewriteaof eval evalsha exec multi time type scan exists del unlink ' +
  'get set incr hdel hexists hget hgetall hincrby hkeys hlen hmget hscan hset hsetnx lindex lpush lrange ltrim rpush ' +
  'sadd sscan zadd zcard zrange zrangebyscore zrem zrevrange zscan zscore';

/**
 * The further commands in the scripts of BullMQ 6, for jobs, stalled jobs and job schedulers; a blocking read waits
 * for the next job.
 */
const ofQueue =
  'bzpopmin hmset llen lrem persist pexpire pttl rpop rpoplpush scard smembers srem xadd xtrim zcount zpopmin ' +
  'zremrangebyrank zremrangebyscore zrevrangebyscore';

/**
 * The command that makes a Redis user with the rights Linkmill needs and no others: its keys, its commands, no
 * channel. Valid for Redis 6.2 and newer; PASSWORD is a placeholder.
 */
export function aclLine(user: string): string {
  const commands = `${ours} ${ofQueue}`.split(' ').map((command) => `+${command}`);
  return `ACL SETUSER ${user} reset on >PASSWORD ~{linkmill:* ${commands.join(' ')}`;
}
