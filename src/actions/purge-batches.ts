import { dataNotForgotten } from '../domain/alarms.ts';
import { areBooksClosed, type Batch, isFinished } from '../domain/batch.ts';
import type { Entry } from '../domain/entry.ts';
import { isOfOneRecord } from '../domain/forged.ts';
import { dayMs, hourMs } from '../domain/spans.ts';
import { expiryOf } from '../domain/wire-values.ts';
import { message } from '../i18n/messages.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { linesOf } from './batch-lines.ts';
import type { Clock, Mill } from './mill.ts';

/** Why the personal data of an old batch are kept. */
type KeptFor = 'rows_open' | 'books_open' | 'link_payable' | 'not_submitted_whole' | 'unreadable';

/** What a purge came to; `purged` is what would be, where nothing is to be done. */
export interface Purge {
  readonly purged: readonly Batch[];
  readonly kept: readonly { readonly batch: Batch; readonly why: KeptFor }[];
  /** False where what was erased still stands in Redis' append-only file, and Redis may not be asked to write that anew. */
  readonly isForgotten: boolean;
}

/** Clocks of this and of the provider's machines differ by less, in ms. */
const clockMarginMs = hourMs;

/** Redis writes one append-only file at a time; a large one takes minutes. */
const mostTries = 120;
const betweenTriesMs = 1_000;

/**
 * Erases the personal data of the batches that finished so long ago, whose books are closed and whose links have all ended. A purge
 * that was cut is finished by the next one. `isDry`: only says which ones. Does nothing while the ledger is suspect.
 */
export async function purgeBatches(
  { ledger, clock }: Pick<Mill, 'ledger' | 'clock'>,
  olderThanMs: number,
  isDry: boolean,
  onPart: () => Promise<void>,
): Promise<Purge> {
  const { now, state } = await ledger.standing();
  const purged: Batch[] = [];
  const kept: { batch: Batch; why: KeptFor }[] = [];
  if (state !== 'sound') return { purged, kept, isForgotten: true };
  try {
    for (const id of await ledger.toPurge(now - olderThanMs)) {
      const batch = await ledger.read(id);
      if (batch === undefined || (batch.finishedAt ?? 0) > now - olderThanMs) continue;
      const why = await whyKept(ledger, batch, now, isDry, onPart);
      if (why === undefined) purged.push(batch);
      else kept.push({ batch, why });
    }
  } finally {
    // Also where one could not be erased: the others are.
    if (!isDry && purged.length > 0) await endPurges(ledger, purged, onPart);
  }
  const isForgotten = purged.length === 0 || isDry || (await forgets(ledger, clock, onPart));
  return { purged, kept, isForgotten };
}

/** True once Redis has begun to forget what was erased; what it was at before is waited for. */
async function forgets(ledger: Ledger, clock: Clock, onPart: () => Promise<void>): Promise<boolean> {
  for (let tries = 1; tries < mostTries; tries += 1) {
    const answer = await ledger.forgetWrites();
    if (answer !== 'busy') return answer === 'begun';
    await onPart();
    await clock.sleep(betweenTriesMs);
  }
  return false;
}

/** Undefined once the rows of a batch are erased, or would be. */
async function whyKept(
  ledger: Ledger,
  batch: Batch,
  now: number,
  isDry: boolean,
  onPart: () => Promise<void>,
): Promise<KeptFor | undefined> {
  try {
    const why =
      batch.purgedAt === undefined ? await whatStandsAgainst(ledger, batch, now, onPart) : undefined;
    if (why !== undefined || isDry) return why;
    return (await eraseRows(ledger, batch, onPart)) ? undefined : 'books_open';
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    return 'unreadable';
  }
}

async function eraseRows(ledger: Ledger, batch: Batch, onPart: () => Promise<void>): Promise<boolean> {
  if (!(await ledger.beginPurge(batch.id))) return false;
  for (const slice of await ledger.slices(batch.id)) {
    await ledger.eraseLines(batch.id, linesOf(slice));
    await onPart();
  }
  return true;
}

/** The duplicate guard is gone through once for all of them; a batch is not over before its rows have left it. */
async function endPurges(
  ledger: Ledger,
  batches: readonly Batch[],
  onPart: () => Promise<void>,
): Promise<void> {
  const ids = batches.map(({ id }) => id);
  await ledger.forgetGuards(ids, onPart);
  for (const batch of batches) {
    await ledger.endPurge(batch);
    await ledger.note(batch.id, message('data_were_erased', {}));
  }
}

async function whatStandsAgainst(
  ledger: Ledger,
  batch: Batch,
  now: number,
  onPart: () => Promise<void>,
): Promise<KeptFor | undefined> {
  if (batch.sealedAt === undefined) return 'not_submitted_whole';
  if (!isFinished(batch)) return 'rows_open';
  if (!areBooksClosed(batch)) return 'books_open';
  for (const slice of await ledger.slices(batch.id)) {
    const lines = linesOf(slice);
    const ended = await ledger.endedLinks(batch.id, lines);
    for (const page of (await ledger.entries(batch.id, lines)).values()) {
      if (!('state' in page) || ended.get(page.key.line)?.id === linkIdOf(page)) continue;
      if (page.state.kind === 'created' && expiryMs(page, batch) > now - clockMarginMs) return 'link_payable';
    }
    await onPart();
  }
  return undefined;
}

function linkIdOf({ state }: Entry): string | undefined {
  return state.kind === 'created' ? state.link.id : undefined;
}

function expiryMs(entry: Entry, batch: Batch): number {
  const { state } = entry;
  return Date.parse((state.kind === 'created' && state.link.expiresAt) || expiryOf(entry, batch));
}

/** A day, in ms: so often the workers purge, all of them together. */
const purgeEachMs = dayMs;
/** So often each of them looks whether it is time, in ms. */
const lookEachMs = 600_000;

/** What workers call again and again: purges once a day, where the settings say after how long. */
export function createDuePurge({
  ledger,
  clock,
  note,
  warn,
  purgeAfterMs,
}: Mill): (keepTurn: () => Promise<void>) => Promise<void> {
  let nextLookAt = 0;
  return async (keepTurn) => {
    if (purgeAfterMs === undefined || clock.monotonic() < nextLookAt) return;
    nextLookAt = clock.monotonic() + lookEachMs;
    // Nobody leaves this turn: it ends by itself, a day later.
    if ((await ledger.takeTurn('purge', purgeEachMs)) === undefined) return;
    const { purged, kept, isForgotten } = await purgeBatches(
      { ledger, clock },
      purgeAfterMs,
      false,
      keepTurn,
    );
    if (purged.length > 0) note('data_erased', { batches: purged.length });
    for (const { batch, why } of kept) note('data_kept', { batch: batch.id, why });
    if (isForgotten) return;
    warn(message('erased_not_forgotten', {}));
    await ledger.postNotice(dataNotForgotten(purged.length, (await ledger.standing()).now));
  };
}
