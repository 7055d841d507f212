import type { CallFailure } from '../../bridge/bridge.ts';
import { dayMs } from '../../domain/dates/spans.ts';
import type { Failure, FailureCode } from '../../domain/failure.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { inspectRedis, isOpenToAll, type RedisHome, refusesWrites } from '../../redis/redis.ts';
import type { AccountContext } from '../account-context.ts';
import { ListingUnavailable, takePermit } from '../reconcile/list-window.ts';

/** What a line of a doctor's report is about. */
export type Subject =
  | 'account'
  | 'accounts'
  | 'clock'
  | 'credentials'
  | 'destination'
  | 'key'
  | 'limits'
  | 'machine'
  | 'notices'
  | 'redis'
  | 'redis_clock'
  | 'settings'
  | 'tls';

/** One line of a doctor's report: what was found, or what is wrong, with what is to be done. */
export type Diagnosis =
  | { readonly subject: Subject; readonly state: 'good'; readonly found: Message }
  | { readonly subject: Subject; readonly state: 'warning' | 'bad'; readonly failure: Failure };

/** A clock that is off by more than this makes expiries and windows wrong. */
const tolerableOffsetMs = 5_000;

/** Asks Bridge for a list of one link, and compares the clocks. Creates nothing. */
export async function diagnoseBridge(context: AccountContext, baseUrl: string): Promise<Diagnosis[]> {
  const { bridge, pace, clock, ledger } = context;
  const now = clock.now();
  try {
    await takePermit({ pace, clock });
  } catch (error) {
    if (!(error instanceof ListingUnavailable)) throw error;
    return [warningOf({ code: 'pace_full' }, 'credentials')];
  }
  const listing = await bridge.listLinks({ since: now - dayMs, until: now, limit: 1 });
  if (listing.kind !== 'listed') return [diagnoseCallFailure(listing, baseUrl)];
  const good = goodOf('credentials', message('doctor_credentials', { address: baseUrl }));
  const moment = { ledgerMs: (await ledger.account.status()).now, wallMs: clock.now() };
  const offset = bridge.clockOffsetMs();
  if (offset === undefined) return [good, badOf({ code: 'time_missing' }, 'clock')];
  const redisOffset = offset + moment.wallMs - moment.ledgerMs;
  return [good, diagnoseClock('clock', offset), diagnoseClock('redis_clock', redisOffset)];
}

function diagnoseCallFailure(callFailure: CallFailure, baseUrl: string): Diagnosis {
  const subject = 'credentials';
  const address = message('address_called', { address: baseUrl });
  switch (callFailure.kind) {
    case 'lockedOut':
      return badOf({ code: 'locked_out', details: [callFailure.why] }, subject);
    case 'busy':
      return warningOf({ code: 'bridge_busy' }, subject);
    case 'refused': {
      const details = [address, ...causeOf(callFailure.failure.detail)];
      return badOf({ code: 'list_refused', details }, subject);
    }
    case 'down':
    case 'silent':
      return badOf({ code: 'bridge_unreachable', details: [address, callFailure.why] }, subject);
  }
}

/** Words of Bridge as a detail; none where there are none. */
export function causeOf(words = ''): readonly Message[] {
  return words === '' ? [] : [message('cause_is', { words })];
}

function diagnoseClock(subject: 'clock' | 'redis_clock', offsetMs: number): Diagnosis {
  const seconds = Math.round(Math.abs(offsetMs) / 100) / 10;
  const found = message(offsetMs < 0 ? 'doctor_clock_ahead' : 'doctor_clock_behind', { seconds });
  if (Math.abs(offsetMs) <= tolerableOffsetMs) return goodOf(subject, found);
  return badOf({ code: 'clock_wrong', details: [found] }, subject);
}

/** A line of what is as it should be. */
export function goodOf(subject: Subject, found: Message): Diagnosis {
  return { subject, state: 'good', found };
}

/** A failure as a line of the report. */
export function badOf(failure: Failure, subject = subjectOf(failure.code)): Diagnosis {
  return { subject, state: 'bad', failure };
}

/** A failure that weakens the promise and breaks nothing. */
export function warningOf(failure: Failure, subject: Subject): Diagnosis {
  return { subject, state: 'warning', failure };
}

/** By the beginning of a code, what a failure is about that stops the report itself. */
const subjects: readonly (readonly [beginning: RegExp, subject: Subject])[] = [
  [/^(redis|ledger)_/, 'redis'],
  [/^key_/, 'key'],
  [/^(account|secret)_/, 'account'],
  [/^(settings|env_file|host)_/, 'settings'],
];

function subjectOf(code: FailureCode): Subject {
  return subjects.find(([beginning]) => beginning.test(code))?.[1] ?? 'machine';
}

/** Asks the Redis whether it can keep a ledger. `isSealed`: personal data rest there sealed by a key. */
export async function diagnoseRedis(redis: RedisHome, isSealed: boolean): Promise<Diagnosis[]> {
  const client = redis.connect('doctor');
  const { product, version, appendOnly, appendFsync, policy, findings } = await inspectRedis(client);
  const refused = await refusesWrites(client);
  const facts = message('doctor_redis', {
    where: redis.where,
    product,
    version,
    appendOnly: appendOnly === undefined ? 'unknown' : appendOnly ? 'on' : 'off',
    fsync: appendFsync ?? 'unknown',
    policy: policy ?? 'unknown',
  });
  const found = findings.map(({ severity, failure }) =>
    severity === 'unfit' ? badOf(failure, 'redis') : warningOf(failure, 'redis'),
  );
  const unwritten = refused === undefined ? [] : [badOf(refused)];
  const open = (await isOpenToAll(redis)) ? [warningOf({ code: 'redis_open' }, 'redis')] : [];
  return [goodOf('redis', facts), ...found, ...unwritten, ...open, ...diagnosePrivacy(redis, isSealed)];
}

/** Who else could read names and IBANs: at rest in a Redis that is not this program's own, and on the way to it. */
function diagnosePrivacy({ kind, where }: RedisHome, isSealed: boolean): Diagnosis[] {
  const found: Diagnosis[] = [];
  if (kind === 'url' && !isSealed) found.push(warningOf({ code: 'data_unsealed' }, 'key'));
  else if (kind !== 'demo') found.push(goodOf('key', message('doctor_sealed', {})));
  if (kind === 'url' && isInTheClear(where)) found.push(warningOf({ code: 'redis_unencrypted' }, 'tls'));
  return found;
}

/** Over a network and without TLS; a socket of this machine is no network. */
function isInTheClear(where: string): boolean {
  if (!URL.canParse(where)) return false;
  const { protocol, hostname } = new URL(where);
  return protocol === 'redis:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** The line that makes a Redis user of least rights for Linkmill; see `redis/acl.ts`. */
export { aclLine as adviseAcl } from '../../redis/redis.ts';
