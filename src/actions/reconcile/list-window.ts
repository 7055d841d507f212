import type { CallFailure, ListedLink, ListingQuery } from '../../bridge/bridge.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';
import { applyBackoff } from './apply-backoff.ts';

/**
 * What the provider was asked could not be had this time; whoever asked tries again later. `isOfOne`: only this question fared so (an
 * answer that cannot be read, a refusal), so that others need not wait.
 */
export class ListingUnavailable extends Error {
  override readonly name = 'ListingUnavailable';
  /** A sentence. */
  readonly reason: Message;
  readonly isOfOne: boolean;

  constructor(reason: Message, isOfOne = false) {
    super(reason.code);
    this.reason = reason;
    this.isOfOne = isOfOne;
  }
}

/** A window this short is not halved any more; its pages are followed, and then nothing counts as absent. */
const shortestWindowMs = 2;

/** Parts of a window overlap by this much, since nothing says whether `since` and `until` are inclusive. */
const overlapMs = 1;

/** A list that goes on longer than this does not end: pages of one window, and windows of one reading. */
const mostPages = 2_000;
const mostWindows = 20_000;

/** Where the list begins: no payment link is older than the provider's first version that made them. */
export const startOfTheList = Date.UTC(2020, 0, 1);

/** How often a listing is tried before a long reading of the list is given up. */
const patientTries = 5;

/** Clocks differ, and a permit lies ahead of its claim: a window is so much wider where it must hold all, in ms. */
export const clockMarginMs = 120_000;

/** Between tries, in ms, growing. */
const tryAgainMs = 500;

/** Until when a reading goes on, and whether each listing waits for its permit and is tried again when it fails. */
export interface Patience {
  readonly signal: AbortSignal;
  readonly isPatient: boolean;
  /** How often something is asked; five times unless told. */
  readonly tries?: number;
}

export interface ListedWindow {
  readonly links: readonly ListedLink[];
  /** True where every link of the window is there for sure: each answer held its whole part. */
  readonly whole: boolean;
}

interface Page {
  readonly links: readonly ListedLink[];
  readonly next?: string;
}

/**
 * The links created in a window of the provider's clock, in parts, oldest part first. Paging over a moving list can skip or
 * repeat links, so an answer that does not hold its whole window is dropped and the window parted.
 */
export async function* listWindow(
  context: AccountContext,
  since: number,
  until: number,
  patience?: Patience,
): AsyncGenerator<ListedWindow> {
  const windows = [{ since, until }];
  for (let asked = 1; ; asked += 1) {
    const window = windows.pop();
    if (window === undefined) return;
    const listing = await listOnce(context, window, patience);
    if (listing.next === undefined) {
      yield { links: listing.links, whole: true };
      continue;
    }
    if (listing.links.length === 0 || asked > mostWindows)
      throw new ListingUnavailable(message('list_endless', {}));
    if (window.until - window.since <= shortestWindowMs) {
      yield* followPages(context, window, listing, patience);
      continue;
    }
    const part = partOf(window, listing.links);
    windows.push({ since: part, until: window.until }, { since: window.since, until: part + overlapMs });
  }
}

/**
 * Where to part a window that holds more than one answer. Where the answer is in the order of creation, at its end: then one of the
 * parts holds just what was shown. Else, or where that parts nothing, in the middle.
 */
function partOf({ since, until }: ListingQuery, links: readonly ListedLink[]): number {
  const times = links.map(({ createdAt }) => Date.parse(createdAt));
  const isOrdered = times.every((time, at) => at === 0 || time <= (times[at - 1] ?? time));
  const end = isOrdered ? times.at(-1) : undefined;
  const isInside = end !== undefined && end > since && end < until - overlapMs;
  return isInside ? end : Math.floor((since + until) / 2);
}

async function* followPages(
  context: AccountContext,
  query: ListingQuery,
  first: Page,
  patience: Patience | undefined,
): AsyncGenerator<ListedWindow> {
  let page = first;
  yield { links: page.links, whole: false };
  for (let pages = 1; page.next !== undefined; pages += 1) {
    if (pages === mostPages || page.links.length === 0)
      throw new ListingUnavailable(message('list_endless', {}));
    page = await listOnce(context, { ...query, next: page.next }, patience);
    yield { links: page.links, whole: false };
  }
}

/** One listing, at the account's pace. Throws `ListingUnavailable` where the provider does not answer it. */
async function listOnce(context: AccountContext, query: ListingQuery, patience?: Patience): Promise<Page> {
  const listing = await ask(context, () => context.bridge.listLinks(query), patience);
  if (listing.kind === 'listed') return listing;
  throw await unavailable(context, listing);
}

/**
 * Asks something that creates nothing, at the account's pace, and again where it is a passing trouble and there is patience. Answers
 * the last answer.
 */
export async function ask<A extends { readonly kind: string }>(
  context: AccountContext,
  question: () => Promise<A>,
  patience?: Patience,
): Promise<A> {
  for (let tries = 1; ; tries += 1) {
    await takePermit(context, patience);
    const answer = await question();
    if (!passing.has(answer.kind) || !patience?.isPatient || tries >= (patience.tries ?? patientTries))
      return answer;
    if (answer.kind === 'busy') await applyBackoff(context, answer as unknown as CallFailure);
    await context.clock.sleep(tryAgainMs * tries, patience.signal);
  }
}

const passing = new Set(['busy', 'down', 'silent']);

/** A trouble as an error, once it was taken to heart. */
export async function unavailable(
  context: AccountContext,
  callFailure: CallFailure,
): Promise<ListingUnavailable> {
  const isOfOne = callFailure.kind === 'silent' || callFailure.kind === 'refused';
  await applyBackoff(context, callFailure);
  return new ListingUnavailable(reasonOf(callFailure), isOfOne);
}

function reasonOf(callFailure: CallFailure): Message {
  if (callFailure.kind === 'busy') return message('bridge_answered', { status: 429 });
  if (callFailure.kind !== 'refused') return callFailure.why;
  const { detail: words } = callFailure.failure;
  return words === undefined || words === '' ? message('bridge_refused', {}) : message('cause_is', { words });
}

/** Beyond this a listing is put off and asked again later, in ms, so that whoever waits for it can be stopped. */
const longestPermitWaitMs = 1_000;

/**
 * Waits until a call that creates nothing may leave. Throws `ListingUnavailable` where that is far off and nobody has patience,
 * and where patience has ended.
 */
export async function takePermit(
  { pace, clock }: Pick<AccountContext, 'pace' | 'clock'>,
  patience?: Patience,
): Promise<void> {
  for (;;) {
    if (patience?.signal.aborted) throw new ListingUnavailable(message('reading_stopped', {}));
    const permit = await pace.take();
    const waitMs = permit.at - permit.now;
    if (permit.kind === 'permit') return clock.sleep(waitMs);
    if (!patience?.isPatient && waitMs > longestPermitWaitMs)
      throw new ListingUnavailable(message('limit_used_up', {}));
    await clock.sleep(Math.min(waitMs, longestPermitWaitMs), patience?.signal);
  }
}

/** One moment on the ledger's clock and on this process' own, in ms since 1970. */
export interface Moment {
  readonly ledgerMs: number;
  readonly wallMs: number;
}

/** The ledger's answer is a moment only where it came within this, in ms; and how often it is asked for one. */
const longestMomentMs = 500;
const momentTries = 20;

/**
 * What the ledger answers to a question, and the moment of it on both clocks. A process that stood still between the two (a laptop
 * that slept) asks again: windows would begin too late, and a link that lies before them count as absent. Throws `ListingUnavailable`.
 */
export async function atOneMoment<A extends { readonly now: number }>(
  { clock }: Pick<AccountContext, 'clock'>,
  question: () => Promise<A>,
): Promise<A & { readonly moment: Moment }> {
  for (let tries = 1; tries <= momentTries; tries += 1) {
    const askedAt = clock.now();
    const answer = await question();
    const wallMs = clock.now();
    if (wallMs >= askedAt && wallMs - askedAt <= longestMomentMs)
      return { ...answer, moment: { ledgerMs: answer.now, wallMs } };
  }
  throw new ListingUnavailable(message('ledger_too_slow', {}));
}

/**
 * The provider's clock minus the ledger's, in ms. A process that has not heard the provider's clock yet asks for it: windows by
 * a clock that is not known prove nothing. Throws `ListingUnavailable` where the provider does not tell the time.
 */
export async function providerShiftMs(
  context: AccountContext,
  { ledgerMs, wallMs }: Moment,
  patience?: Patience,
): Promise<number> {
  if (context.bridge.clockOffsetMs() === undefined)
    await listOnce(context, { since: wallMs - 1_000, until: wallMs, limit: 1 }, patience);
  const offset = context.bridge.clockOffsetMs();
  if (offset === undefined) throw new ListingUnavailable(message('bridge_without_time', {}));
  return offset + wallMs - ledgerMs;
}
