import { readConfig, readEnvironment } from '../../src/config.ts';
import { findExecutable } from '../../src/redis/executable.ts';

/** The path of the Redis server that tests run: from the PATH or the cache, where the global setup puts one if needed. */
export async function serverExecutable(): Promise<string> {
  const { PATH, HOME, XDG_CACHE_HOME } = readEnvironment();
  const { redis } = readConfig({ PATH, HOME, XDG_CACHE_HOME });
  const executable = await findExecutable(redis, () => {});
  if (executable === undefined) throw new Error('tests need a redis-server: apt install redis-server');
  return executable;
}
