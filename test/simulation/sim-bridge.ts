import type {
  Bridge,
  Departure,
  LinkRequest,
  Listing,
  Lookup,
  Payment,
  Payments,
  Reply,
  Revocation,
} from '../../src/bridge/bridge.ts';
import { createProviderClock } from '../../src/bridge/provider-clock.ts';
import { message } from '../../src/i18n/messages.ts';
import type { Fate } from './plan.ts';
import type { Life, SimProcess } from './process.ts';

/** The provider's answer to one call, and its delay; without `afterMs` it never arrives. */
interface Shown<T> {
  readonly reply: T;
  readonly afterMs?: number;
}

type Unheard = Extract<Reply, { kind: 'silent' | 'down' }>;

const silent: Unheard = { kind: 'silent', why: message('bridge_no_answer', { seconds: 15 }) };

const answered = (status: number) => message('bridge_answered', { status });

/** The longest way of a request to the provider, in ms: within what the guard of the shortest window leaves. */
const longestTravel = 12;

/** The provider's API for one run of a process, with the times of a real exchange. */
export function createSimBridge(process: SimProcess): Bridge {
  const { world, life } = process;
  const { random, provider, scheduler, judge } = world;
  const clock = createProviderClock();

  /** One HTTP call: connects, checks the departure and hands over in one step, then waits for answer or timeout. */
  function call<T>(
    what: string,
    departure: Departure | undefined,
    request: LinkRequest | undefined,
    atProvider: (handedOverAt: number) => Shown<T>,
  ): Promise<T | Unheard | { kind: 'unsent' }> {
    return new Promise((resolve) => {
      process.boundary(4);
      if (!life.isAlive) return;
      const permitAt = request === undefined ? process.usePermit() : 0;
      process.deliver(life, world.now + connectMs(), async () => {
        if (provider.isOut && random.chance(0.7)) {
          resolve({ kind: 'down', why: message('bridge_connection_failed', { words: 'ECONNREFUSED' }) });
          return;
        }
        if (departure !== undefined && isPast(process, life, departure)) {
          world.trace(process.name, `${what}: past its use-by`);
          resolve({ kind: 'unsent' });
          return;
        }
        const stampedAt = request === undefined ? permitAt : await judge.handedOver(process, request);
        world.trace(process.name, `${what} handed over`);
        underWay(what, stampedAt, atProvider, resolve);
      });
    });
  }

  function underWay<T>(
    what: string,
    permitAt: number,
    atProvider: (handedOverAt: number) => Shown<T>,
    resolve: (reply: T | Unheard) => void,
  ): void {
    const handedOverAt = world.now;
    const sentWall = process.wall();
    provider.pending += 1;
    scheduler.after(random.between(0.2, longestTravel), () => {
      provider.pending -= 1;
      const isTooMuch = provider.arrive(world.now - permitAt);
      const shown: Shown<T | Reply> = isTooMuch
        ? { reply: { kind: 'busy', ...(random.chance(0.5) && { retryAfterMs: 1_000 }) }, afterMs: 5 }
        : atProvider(handedOverAt);
      world.trace('provider', `${what} arrives`, shown);
      const date = new Date(provider.clock).toUTCString();
      process.life === life && process.boundary(4);
      if (shown.afterMs === undefined) return;
      const backAt = world.now + shown.afterMs + random.between(0.2, longestTravel);
      process.deliver(life, backAt, () => {
        // Only a good answer is sure to come from the provider itself.
        if (isGood(shown.reply)) clock.learn(date, sentWall, process.wall());
        resolve(shown.reply as T);
      });
    });
    process.timer(life, world.times.timeoutMs, () => resolve(silent));
  }

  function connectMs(): number {
    if (random.chance(0.8)) return random.between(0.05, 0.5);
    return random.chance(0.8) ? random.between(5, 300) : random.between(300, 4_000);
  }

  function answerMs(): number {
    const isQuick = world.areFaultsOver || random.chance(0.9);
    return isQuick ? random.between(5, 800) : random.between(800, world.times.timeoutMs * 1.2);
  }

  function failing(): Shown<Unheard | { kind: 'busy' }> | undefined {
    if (provider.isOut) return { reply: silent, ...(random.chance(0.5) && { afterMs: 50 }) };
    if (world.areFaultsOver || !random.chance(world.plan.listFailure)) return undefined;
    const reply = random.pick([silent, { kind: 'busy' as const }]);
    return random.chance(0.7) ? { reply, afterMs: answerMs() } : { reply };
  }

  return {
    createLink: (request, departure) =>
      call<Reply>(`POST ${request.reference} ${request.tag}`, departure, request, (handedOverAt) =>
        answerCreation(process, request, handedOverAt, answerMs()),
      ) as ReturnType<Bridge['createLink']>,
    listLinks: (query) =>
      call<Listing>(`GET ${listingText(query)}`, undefined, undefined, () => {
        const afterMs = answerMs();
        return failing() ?? { reply: { kind: 'listed', ...provider.list(query) }, afterMs };
      }) as Promise<Listing>,
    getLink: (id) =>
      call<Lookup>(`GET ${id}`, undefined, undefined, () => {
        const link = provider.byId(id);
        const found: Lookup = link ? { kind: 'found', link: provider.listed(link) } : { kind: 'absent' };
        return failing() ?? { reply: found, afterMs: answerMs() };
      }) as Promise<Lookup>,
    revokeLink: (id) =>
      call<Revocation>(`revoke ${id}`, undefined, undefined, () =>
        revoke(process, id, answerMs(), failing()),
      ) as Promise<Revocation>,
    listPayments: (id) =>
      call<Payments>(`payments of ${id}`, undefined, undefined, () => {
        const isPaid = provider.byId(id)?.status === 'completed';
        const payments: Payment[] = isPaid ? [{ status: 'ACSC' }] : [];
        return failing() ?? { reply: { kind: 'listed', payments }, afterMs: answerMs() };
      }) as Promise<Payments>,
    clockOffsetMs: () => clock.offsetMs(),
    close: async () => undefined,
  };
}

function listingText({ since, until, next }: { since: number; until: number; next?: string }): string {
  return `list ${new Date(since).toISOString()}..${new Date(until).toISOString()}${next ?? ''}`;
}

function isPast(process: SimProcess, life: Life, { latestWallMs, latestMonotonicMs }: Departure): boolean {
  return process.wall() >= latestWallMs || process.monotonic(life) >= latestMonotonicMs;
}

function isGood(reply: unknown): boolean {
  const { kind } = reply as { kind: string };
  return ['created', 'listed', 'found', 'revoked'].includes(kind);
}

function revoke(
  { world }: SimProcess,
  id: string,
  afterMs: number,
  callFailure: Shown<Unheard | { kind: 'busy' }> | undefined,
): Shown<Revocation> {
  const link = world.provider.byId(id);
  if (link === undefined) return { reply: { kind: 'absent' }, afterMs };
  const isDone = callFailure === undefined || world.random.chance(0.5);
  if (isDone && world.provider.statusOf(link) === 'valid') link.status = 'revoked';
  return callFailure ?? { reply: { kind: 'revoked' }, afterMs };
}

/** How the provider handles a request for a link. */
function answerCreation(
  { world }: SimProcess,
  request: LinkRequest,
  handedOverAt: number,
  afterMs: number,
): Shown<Reply> {
  const { random, plan, provider, scheduler, times } = world;
  const fate: Fate = provider.isOut
    ? 'lostNone'
    : world.areFaultsOver
      ? 'answered'
      : random.weighted(plan.fates);
  const commitAt = (at: number, then: (id: string, url: string) => void = () => undefined) => {
    provider.pending += 1;
    scheduler.at(at, () => {
      provider.pending -= 1;
      const { id, url } = provider.make(request);
      then(id, url);
    });
  };
  const made = (): Reply => {
    const { id, url } = provider.make(request);
    return { kind: 'created', id, url };
  };
  switch (fate) {
    case 'answered':
      return { reply: made(), afterMs };
    case 'slow':
      return { reply: made(), afterMs: random.between(0.3, 1.5) * times.timeoutMs };
    case 'refused':
      return {
        reply: { kind: 'refused', failure: { code: 'provider_refused' }, providerCode: 'a.code' },
        afterMs,
      };
    case 'busy':
      return {
        reply: { kind: 'busy', ...(random.chance(0.5) && { retryAfterMs: random.whole(0, 5_000) }) },
        afterMs,
      };
    case 'lockedOut':
      return { reply: { kind: 'lockedOut', why: answered(401), status: 401, words: '' }, afterMs };
    case 'errorMade':
    case 'garbageMade':
      made();
      return {
        reply: { kind: 'silent', why: message('bridge_said', { status: 502, words: fate }) },
        afterMs,
      };
    case 'errorNone':
      return { reply: { kind: 'silent', why: answered(500) }, afterMs };
    case 'lostMade':
      made();
      return { reply: silent };
    case 'lostNone':
      return { reply: silent };
    case 'late':
      commitAt(handedOverAt + lateness(world.plan.lateCommit, times.lateCommitMs, random));
      return { reply: { kind: 'silent', why: answered(504) }, ...(random.chance(0.5) && { afterMs }) };
  }
}

function lateness(
  style: 'some' | 'longest' | 'beyond',
  most: number,
  random: { between(least: number, most: number): number; chance(probability: number): boolean },
): number {
  if (style === 'some') return random.between(50, most);
  if (style === 'longest') return random.chance(0.2) ? random.between(50, most) : most - 15;
  return random.chance(0.3) ? random.between(50, most) : random.between(most, most * 5);
}
