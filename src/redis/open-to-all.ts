import { statSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { RedisTarget } from './address.ts';

const patienceMs = 3_000;

/**
 * Whether anybody who reaches the Redis may write to it: tries without user, password or certificate, by a key that
 * expires after a second. A socket of this machine counts only where other users may open it. Never rejects: a Redis
 * that does not answer counts as closed.
 */
export async function isOpenToAll({
  kind,
  connectionOptions,
}: {
  readonly kind: string;
  readonly connectionOptions: RedisTarget;
}): Promise<boolean> {
  const { host, port, family, path, db, tls } = connectionOptions;
  if (kind !== 'url' || (path !== undefined && !mayOthersOpen(path))) return false;
  const { cert: _, key: __, ...asStranger } = tls ?? {};
  const target = {
    ...(path === undefined
      ? { host: host ?? 'localhost', port: port ?? 6379, family: family ?? 0 }
      : { path }),
    ...(db !== undefined && { db }),
    ...(tls !== undefined && { tls: asStranger }),
  };
  const client = new Redis({
    ...target,
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    disconnectTimeout: 50,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  try {
    await client.set('{linkmill:doctor}:open', '', 'PX', 1_000);
    return true;
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

/** Opening a unix socket takes write permission. */
function mayOthersOpen(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && (stats.mode & 0o022) !== 0;
}
