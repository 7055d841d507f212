import type { ListedLink } from '../../bridge/bridge.ts';
import type { Batch } from '../../domain/batch.ts';
import { isoOf, longestExpirySeconds } from '../../domain/dates/expiry.ts';
import { dayMs } from '../../domain/dates/spans.ts';
import { type Entry, pointerOf } from '../../domain/entry.ts';
import { expiryOf } from '../../domain/wire-values.ts';
import type { AccountContext } from '../account-context.ts';
import { type ListClock, listClock } from '../reconcile/check-destination.ts';
import {
  atOneMoment,
  clockMarginMs,
  listWindow,
  type Patience,
  providerShiftMs,
} from '../reconcile/list-window.ts';

/** A row whose link was not paid, and when that expires: ISO 8601 in UTC. */
interface UnpaidRow {
  readonly line: number;
  readonly reference: string;
  readonly amountCents: number;
  readonly expiresAt: string;
}

/** Unpaid rows of a batch: the count and the sum are of all, in cents; `shown` are 1,000 at most, those that expire first before others. */
export interface UnpaidRows {
  readonly count: number;
  readonly amountCents: number;
  readonly shown: readonly UnpaidRow[];
}

/** The rows of one batch whose links are about to lapse, and those whose links have lapsed of late. */
export interface LapsingBatch {
  readonly batch: string;
  readonly file: string;
  readonly lapsing: UnpaidRows;
  readonly lapsed: UnpaidRows;
}

/** Which expiries are asked for, in ms: up to `until`, and of links that have expired, from `lapsedSince`. */
export interface LapsingSpan {
  readonly until: number;
  readonly lapsedSince: number;
  /** One batch alone. */
  readonly batch?: Batch;
  /** All links are read that may be payable, also such as are older than every batch that the ledger has. */
  readonly isWhole?: true;
}

/** How long links that lapsed unpaid are listed, in ms. */
export const lapsedForMs = 7 * dayMs;

const mostShown = 1_000;

/** Newest batches that are asked how old they are. */
const batchesAtOnce = 1_000;

/**
 * Unpaid links that lapse within a span, and those that lapsed in it, by batch. Reads the provider's list once, 500 links a call, and
 * compares it with the ledger. Calls `onPart` with each part of the list. Throws `ListingUnavailable`.
 */
export async function listLapsing(
  context: AccountContext,
  span: LapsingSpan,
  patience: Patience,
  onPart: (links: readonly ListedLink[], clock: ListClock) => Promise<void> = async () => undefined,
): Promise<LapsingBatch[]> {
  const { ledger } = context;
  const oldest = span.batch?.submittedAt ?? (await oldestBatchAt(context));
  if (oldest === undefined) return [];
  const { moment, bornAt } = await atOneMoment(context, () => ledger.account.status());
  const shiftMs = await providerShiftMs(context, moment, patience);
  const clock = listClock(context, { bornAt }, shiftMs);
  // What was made earlier has lapsed earlier.
  const since = Math.max(span.isWhole ? 0 : oldest, span.lapsedSince - longestExpirySeconds * 1000);
  const gathering = createGathering(context, span);
  const until = moment.ledgerMs + shiftMs + clockMarginMs;
  for await (const { links } of listWindow(context, since + shiftMs - clockMarginMs, until, patience)) {
    await gathering.hold(links);
    await onPart(links, clock);
  }
  return gathering.batches();
}

/** When the oldest batch was handed in; 0 where there are too many to ask, undefined where there is none. */
async function oldestBatchAt({ ledger }: AccountContext): Promise<number | undefined> {
  const batches = await ledger.batches.list(batchesAtOnce);
  if (batches.length === batchesAtOnce) return 0;
  return batches.length === 0 ? undefined : Math.min(...batches.map(({ submittedAt }) => submittedAt));
}

function createGathering({ ledger }: AccountContext, span: LapsingSpan) {
  const found = new Map<string, { file: string; lapsing: Unpaid; lapsed: Unpaid }>();
  const batches = new Map<string, Batch | undefined>();
  const seen = new Set<string>();

  async function batchOf(id: string): Promise<Batch | undefined> {
    if (!batches.has(id)) batches.set(id, await ledger.batches.read(id));
    return batches.get(id);
  }

  async function holdOne(entry: Entry, link: ListedLink): Promise<void> {
    const { key, state, reference, contents } = entry;
    if (state.kind !== 'created' || state.link.id !== link.id || seen.has(pointerOf(key))) return;
    const batch = await batchOf(key.batch);
    if (batch === undefined) return;
    const expiry = Date.parse(link.expiresAt ?? expiryOf(entry, batch));
    const isAsked = link.status === 'valid' ? expiry <= span.until : expiry >= span.lapsedSince;
    if (!isAsked) return;
    seen.add(pointerOf(key));
    const reported = found.get(batch.id) ?? { file: batch.file, lapsing: new Unpaid(), lapsed: new Unpaid() };
    found.set(batch.id, reported);
    const { amountCents } = contents;
    const row = { line: key.line, reference, amountCents, expiresAt: isoOf(expiry) };
    (link.status === 'valid' ? reported.lapsing : reported.lapsed).add(row);
  }

  return {
    async hold(listed: readonly ListedLink[]): Promise<void> {
      const unpaid = listed.filter(
        ({ status, reference }) => reference !== undefined && (status === 'valid' || status === 'expired'),
      );
      const entries = await ledger.entries.find(unpaid.map(({ reference }) => reference ?? ''));
      for (const [at, link] of unpaid.entries()) {
        const entry = entries[at];
        if (entry === undefined || entry.key.batch !== (span.batch?.id ?? entry.key.batch)) continue;
        await holdOne(entry, link);
      }
    },
    batches: (): LapsingBatch[] =>
      [...found].map(([batch, { file, lapsing, lapsed }]) => ({
        batch,
        file,
        lapsing: lapsing.rows(),
        lapsed: lapsed.rows(),
      })),
  };
}

/** Counts all rows, and keeps those that expire first. */
class Unpaid {
  #count = 0;
  #amountCents = 0;
  #kept: UnpaidRow[] = [];

  add(row: UnpaidRow): void {
    this.#count += 1;
    this.#amountCents += row.amountCents;
    this.#kept.push(row);
    if (this.#kept.length === mostShown * 2) this.#kept = this.#firstOnes();
  }

  #firstOnes(): UnpaidRow[] {
    const byExpiry = (one: UnpaidRow, other: UnpaidRow) =>
      Date.parse(one.expiresAt) - Date.parse(other.expiresAt) || one.line - other.line;
    return this.#kept.toSorted(byExpiry).slice(0, mostShown);
  }

  rows(): UnpaidRows {
    return { count: this.#count, amountCents: this.#amountCents, shown: this.#firstOnes() };
  }
}
