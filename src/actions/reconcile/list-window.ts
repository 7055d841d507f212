import type { CallFailure, ListedLink, ListingQuery } from '../../bridge/bridge.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';
import { applyBackoff } from './apply-backoff.ts';

/**
 * The provider did not answer a question; the caller tries again later. `isOfOne`: only this question failed (an unreadable answer,
 * a refusal), so others need not wait.
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

/** A window this short is not split again: its pages are followed, and then nothing in it counts as absent. */
const shortestWindowMs = 2;

/** Parts of a window overlap by this much, since nothing says whether `since` and `until` are inclusive. */
const overlapMs = 1;

/** Pages of one window, and windows of one reading, after which the list is taken to be endless. */
const mostPages = 2_000;
const mostWindows = 20_000;

/** Before any payment link: no version of Bridge made links then. In ms since 1970. */
export const startOfTheList = Date.UTC(2020, 0, 1);

/** Tries of one question before its caller gives up, where `Patience` sets no other number. */
const patientTries = 5;

/** Widens a window that must miss nothing, in ms: clocks differ, and a permit lies later than its claim. */
export const clockMarginMs = 120_000;

/** Pause after the first try, in ms; the n-th is n times as long. */
const tryAgainMs = 500;

/** How long a caller waits: `signal` ends it; with `isPatient` each question waits for its permit and is retried. */
export interface Patience {
  readonly signal: AbortSignal;
  readonly isPatient: boolean;
  /** Most tries of one question; default 5. */
  readonly tries?: number;
}

export interface ListedWindow {
  readonly links: readonly ListedLink[];
  /** True where no link of the window can be missing: one answer held this part whole. */
  readonly whole: boolean;
}

interface Page {
  readonly links: readonly ListedLink[];
  readonly next?: string;
}

/**
 * The links created in a window of the provider's clock, in parts, oldest part first. Paging over a changing list can skip or repeat
 * links, so an answer that does not hold its whole window is dropped and the window split.
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
 * Where to split a window that one answer cannot hold: at the oldest link of an answer ordered by creation, so that one part is just
 * what was shown; otherwise, or where that splits nothing, in the middle.
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

/** Asks a question that creates nothing, at the account's pace; with patience, retries passing failures. Returns the last answer. */
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

/** Applies the backoff of a call failure, and returns it as an error to throw. */
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

/** Longest single wait for a permit, in ms: then an impatient caller gives up, and a patient one checks its signal. */
const longestPermitWaitMs = 1_000;

/**
 * Waits for the permit of a call that creates nothing. Throws `ListingUnavailable` where the signal fired, or where the permit is far
 * off and the caller is not patient.
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

/** One moment on the ledger's clock and on this process's own, in ms since 1970. */
export interface Moment {
  readonly ledgerMs: number;
  readonly wallMs: number;
}

/** An answer that took longer than this, in ms, fixes no moment; the ledger is asked again, at most `momentTries` times. */
const longestMomentMs = 500;
const momentTries = 20;

/**
 * The ledger's answer to a question, with its moment on both clocks. A process suspended meanwhile (a laptop that slept) asks again:
 * else windows would begin too late, and a link before them would count as absent. Throws `ListingUnavailable`.
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
 * The provider's clock minus the ledger's, in ms. A process without an answer from Bridge yet makes one listing to learn its clock:
 * windows by an unknown clock prove nothing. Throws `ListingUnavailable` where Bridge sends no date.
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
