import type { Redis } from 'ioredis';
import type { Failure } from '../domain/failure.ts';
import { redisRefusal } from '../domain/redis-refusal.ts';
import { type Message, message } from '../i18n/messages.ts';

/** A property of a Redis that matters to a ledger; `unfit`: no ledger may be stored there. */
interface Finding {
  readonly severity: 'unfit' | 'warning';
  readonly failure: Failure;
}

/** What a Redis is and whether a ledger may be stored in it. Undefined: the server does not tell. */
export interface RedisFitness {
  /** Valkey's own version, not the Redis version that it claims. */
  readonly version: string;
  readonly product: 'redis' | 'valkey';
  /** Changes at each start; empty where the server has none. */
  readonly runId: string;
  /** It copies another Redis, which takes the writes. */
  readonly isReplica: boolean;
  readonly appendOnly: boolean | undefined;
  readonly appendFsync: string | undefined;
  readonly policy: string | undefined;
  /** Whether the last write to the append-only file succeeded. */
  readonly lastWriteGood: boolean | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Reads the server's properties: version 6.2 or newer, append-only file, sync and eviction policy; from INFO where
 * CONFIG is forbidden. Bad settings are findings, not errors; rejects only where Redis does not answer at all.
 */
export async function inspectRedis(client: Redis): Promise<RedisFitness> {
  const info = readInfo(await client.info());
  const settings = await readSettings(client);
  const valkey = info.get('valkey_version');
  const lastWrite = info.get('aof_last_write_status');
  const aofEnabled = info.get('aof_enabled') ?? settings.get('appendonly');
  const facts = {
    version: valkey ?? info.get('redis_version') ?? '',
    product: valkey === undefined ? ('redis' as const) : ('valkey' as const),
    runId: info.get('run_id') ?? '',
    isReplica: info.get('role') === 'slave',
    appendOnly: aofEnabled === undefined ? undefined : aofEnabled === '1' || aofEnabled === 'yes',
    appendFsync: settings.get('appendfsync'),
    policy: info.get('maxmemory_policy') ?? settings.get('maxmemory-policy'),
    lastWriteGood: lastWrite === undefined ? undefined : lastWrite === 'ok',
  };
  return { ...facts, findings: judge(facts) };
}

/** Writes a key that expires after a second; returns the failure where Redis refuses it, else undefined. */
export async function refusesWrites(client: Redis): Promise<Failure | undefined> {
  try {
    await client.set('{linkmill:doctor}:write', '', 'PX', 1_000);
    return undefined;
  } catch (error) {
    const refusal = redisRefusal(error);
    if (refusal === undefined) throw error;
    return refusal;
  }
}

function judge(facts: Omit<RedisFitness, 'findings'>): Finding[] {
  const findings: Finding[] = [];
  const unfit = (detail: Message) =>
    findings.push({ severity: 'unfit', failure: { code: 'redis_unfit', details: [detail] } });
  const weak = (detail: Message) =>
    findings.push({ severity: 'warning', failure: { code: 'redis_weak', details: [detail] } });
  if (facts.isReplica) findings.push({ severity: 'unfit', failure: { code: 'redis_read_only' } });
  if (facts.version === '') weak(message('redis_version_unknown', {}));
  else if (facts.product === 'redis' && !isNewEnough(facts.version))
    unfit(message('redis_version_old', { version: facts.version }));
  if (facts.appendOnly === undefined) weak(message('redis_file_unknown', {}));
  else if (!facts.appendOnly) unfit(message('redis_file_off', {}));
  if (facts.policy === undefined) weak(message('redis_policy_unknown', {}));
  else if (facts.policy !== 'noeviction') unfit(message('redis_policy_evicts', { policy: facts.policy }));
  if (facts.appendFsync === undefined) weak(message('redis_fsync_unknown', {}));
  else if (facts.appendFsync !== 'always') weak(message('redis_fsync_late', { fsync: facts.appendFsync }));
  return findings;
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 6 || (major === 6 && minor >= 2);
}

function readInfo(text: string): Map<string, string> {
  return new Map(
    text.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const];
    }),
  );
}

/** Managed services forbid CONFIG, or support only part of it. */
async function readSettings(client: Redis): Promise<Map<string, string>> {
  const settings = new Map<string, string>();
  for (const name of ['appendonly', 'appendfsync', 'maxmemory-policy']) {
    const answer = await client.config('GET', name).catch(() => []);
    const value: unknown = Array.isArray(answer) ? answer[1] : undefined;
    if (typeof value === 'string') settings.set(name, value);
  }
  return settings;
}
