import { readConfig, readEnvironment } from '../../src/config.ts';
import { findExecutable } from '../../src/redis/executable.ts';

/** The Redis that tests run on: of the PATH or our cache, where the global setup has put one if need be. */
export async function serverExecutable(): Promise<string> {
  const { PATH, HOME, XDG_CACHE_HOME } = readEnvironment();
  const { redis } = readConfig({ PATH, HOME, XDG_CACHE_HOME });
  const executable = await findExecutable(redis, () => {});
  if (executable === undefined) throw new Error('tests need a redis-server: apt install redis-server');
  return executable;
}
