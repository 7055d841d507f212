import type { Trouble } from '../bridge/bridge.ts';
import { type Failure, wordsOf } from '../domain/failure.ts';
import { aclLine, inspectRedis, isOpenToAll, type RedisHome, refusesWrites } from '../redis/redis.ts';
import { ListingUnavailable, takePermit } from './list-window.ts';
import type { Mill } from './mill.ts';

/** One line of a doctor's report; `remedy` where something is to be done. */
export interface Diagnosis {
  readonly subject: string;
  readonly state: 'good' | 'warning' | 'bad';
  readonly said: string;
  readonly remedy?: string;
}

/** A clock that is off by more than this makes expiries and windows wrong. */
const tolerableOffsetMs = 5_000;

/** Asks Bridge for a list of one link, and compares the clocks. Creates nothing. */
export async function diagnoseBridge(mill: Mill, baseUrl: string): Promise<Diagnosis[]> {
  const { bridge, pace, clock, ledger } = mill;
  const now = clock.now();
  try {
    await takePermit({ pace, clock });
  } catch (error) {
    if (!(error instanceof ListingUnavailable)) throw error;
    const remedy = 'Wait until the running batch leaves room, then ask again.';
    return [{ subject: 'credentials', state: 'warning', said: 'not asked: the pace is full', remedy }];
  }
  const listing = await bridge.listLinks({ since: now - 86_400_000, until: now, limit: 1 });
  if (listing.kind !== 'listed') return [{ subject: 'credentials', ...diagnoseTrouble(listing, baseUrl) }];
  const good: Diagnosis = { subject: 'credentials', state: 'good', said: `answered by ${baseUrl}` };
  const moment = { ledgerMs: (await ledger.standing()).now, wallMs: clock.now() };
  const offset = bridge.clockOffsetMs();
  if (offset === undefined) return [good, noTime];
  const redisOffset = offset + moment.wallMs - moment.ledgerMs;
  return [good, diagnoseClock('clock', offset), diagnoseClock('redis clock', redisOffset)];
}

function diagnoseTrouble(trouble: Trouble, baseUrl: string): Omit<Diagnosis, 'subject'> {
  switch (trouble.kind) {
    case 'lockedOut': {
      const remedy =
        'Check BRIDGE_CLIENT_ID, BRIDGE_CLIENT_SECRET and the allowed addresses in the dashboard.';
      return { state: 'bad', said: `refused: ${trouble.detail}`, remedy };
    }
    case 'busy': {
      const remedy = 'Something else uses up the limit; wait, or lower BRIDGE_LIMITS.';
      return { state: 'warning', said: 'Bridge answers 429', remedy };
    }
    case 'refused': {
      const said = `the list was refused: ${trouble.failure.detail ?? ''}`;
      return { state: 'bad', said, remedy: 'Check BRIDGE_BASE_URL and BRIDGE_VERSION.' };
    }
    case 'down':
    case 'silent': {
      const said = `no answer from ${baseUrl}: ${trouble.detail}`;
      return { state: 'bad', said, remedy: 'Check the network, BRIDGE_BASE_URL and BRIDGE_VERSION.' };
    }
  }
}

const noTime: Diagnosis = {
  subject: 'clock',
  state: 'bad',
  said: 'Bridge told no time',
  remedy: 'A proxy may take the Date header away; without it no lost answer can be looked up.',
};

function diagnoseClock(subject: string, offsetMs: number): Diagnosis {
  const said = `${Math.abs(offsetMs / 1000).toFixed(1)} s ${offsetMs < 0 ? 'ahead of' : 'behind'} Bridge's`;
  if (Math.abs(offsetMs) <= tolerableOffsetMs) return { subject, state: 'good', said };
  return { subject, state: 'bad', said, remedy: 'Set the clock of that machine (NTP).' };
}

/** A failure as a line of the report. */
export function diagnosisOf({ code, field, detail }: Failure): Diagnosis {
  const { sentence, remedy } = wordsOf(code);
  if (!code.startsWith('redis'))
    return { subject: field ?? code, state: 'bad', said: detail ?? sentence, remedy };
  // A place and a word of Redis say little to whoever does not know what they mean.
  const said = detail === undefined ? sentence : `${sentence}  ${detail}`;
  return { subject: 'redis', state: 'bad', said, remedy };
}

/** A failure that weakens the promise and breaks nothing. */
export function warningOf(failure: Failure, subject: string): Diagnosis {
  return { ...diagnosisOf(failure), subject, state: 'warning' };
}

/** Asks the Redis whether it can keep a ledger. `isSealed`: personal data rest there sealed by a key. */
export async function diagnoseRedis(redis: RedisHome, isSealed: boolean): Promise<Diagnosis[]> {
  const client = redis.connect('doctor');
  const { product, version, appendOnly, appendFsync, policy, findings } = await inspectRedis(client);
  const refused = await refusesWrites(client);
  const told = (value: string | undefined) => value ?? 'unknown';
  const kept = appendOnly === undefined ? 'unknown' : appendOnly ? 'on' : 'off';
  const said = `${redis.where}: ${product} ${version}, append-only file ${kept}, appendfsync ${told(appendFsync)}, eviction ${told(policy)}`;
  const found = findings.map(
    ({ severity, failure }): Diagnosis => ({
      ...diagnosisOf(failure),
      subject: 'redis',
      state: severity === 'unfit' ? 'bad' : 'warning',
    }),
  );
  const unwritten = refused === undefined ? [] : [diagnosisOf(refused)];
  const open = (await isOpenToAll(redis)) ? [warningOf({ code: 'redis_open' }, 'redis')] : [];
  return [
    { subject: 'redis', state: 'good', said },
    ...found,
    ...unwritten,
    ...open,
    ...diagnosePrivacy(redis, isSealed),
  ];
}

/** Who else could read names and IBANs: at rest in a Redis that is not this program's own, and on the way to it. */
function diagnosePrivacy({ kind, where }: RedisHome, isSealed: boolean): Diagnosis[] {
  const found: Diagnosis[] = [];
  if (kind === 'url' && !isSealed) {
    const remedy = 'Set LINKMILL_KEY or LINKMILL_KEY_FILE, the same on every machine.';
    found.push({ subject: 'key', state: 'warning', said: 'names and IBANs rest in Redis unsealed', remedy });
  } else if (kind !== 'demo') {
    found.push({ subject: 'key', state: 'good', said: 'names and IBANs are sealed where they rest' });
  }
  if (kind === 'url' && isInTheClear(where)) {
    const remedy = 'Use rediss:// (TLS), or a Redis on this machine.';
    found.push({ subject: 'tls', state: 'warning', said: 'Redis is spoken to in the clear', remedy });
  }
  return found;
}

/** Over a network and without TLS; a socket of this machine is no network. */
function isInTheClear(where: string): boolean {
  if (!URL.canParse(where)) return false;
  const { protocol, hostname } = new URL(where);
  return protocol === 'redis:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** The line that makes a Redis user of least rights for Linkmill; see `redis/acl.ts`. */
export function adviseAcl(user: string): string {
  return aclLine(user);
}
