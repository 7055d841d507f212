import type { CountedOutcome, Imbalance } from '../../domain/audit.ts';
import type { Batch, Books } from '../../domain/batch.ts';
import { type Entry, type EntryKey, pointerOf } from '../../domain/entry.ts';
import type { Failure } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { linesOf } from '../batch-lines.ts';

/** Rows and cents of a batch, counted from its pages. */
export interface Recount {
  readonly rows: Omit<Books, 'amountCents' | 'createdCents'>;
  readonly cents: Record<CountedOutcome, number>;
  /** Known rows whose link was seen to have ended. */
  readonly knownEnded: number;
}

type Outcome = Exclude<keyof Recount['rows'], 'rows'>;

/** What the ledger has in the place of some rows of a batch. */
export interface Part {
  readonly records: ReadonlyMap<number, Entry | EntryKey>;
  readonly rejections: ReadonlyMap<number, readonly Failure[]>;
  /** Entries that known rows stand for, by pointer. */
  readonly known: ReadonlyMap<string, Entry>;
  /** Known rows of the part whose link was seen to have ended. */
  readonly knownEnded: number;
}

/** The rows of these lines. */
export async function partOf(
  ledger: Pick<Ledger, 'batches' | 'entries' | 'links'>,
  { id }: Batch,
  lines: readonly number[],
): Promise<Part> {
  const [records, rejections] = await Promise.all([
    ledger.entries.readLines(id, lines),
    ledger.batches.rejections(id, lines),
  ]);
  const keys = [...records.values()].filter((record): record is EntryKey => !('state' in record));
  return { records, rejections, ...(await readKnown(ledger, keys)) };
}

/** The rows of a batch, counted by the state that the ledger has for each. */
export async function* partsOf(
  ledger: Pick<Ledger, 'batches' | 'entries' | 'links'>,
  batch: Batch,
): AsyncGenerator<Part> {
  for (const slice of await ledger.batches.slices(batch.id))
    yield await partOf(ledger, batch, linesOf(slice));
}

/** The rows of a part that have an entry of their own. */
export function entriesOf({ records }: Part): Entry[] {
  return [...records.values()].filter((record): record is Entry => 'state' in record);
}

/** Counts a batch anew, part by part. */
export class Count {
  readonly #rows = {
    created: 0,
    refused: 0,
    failed: 0,
    cancelled: 0,
    rejected: 0,
    known: 0,
    doubtful: 0,
    open: 0,
  };
  readonly #cents = { created: 0, refused: 0, failed: 0, cancelled: 0, doubtful: 0, open: 0, known: 0 };
  #knownEnded = 0;

  add(part: Part): void {
    const entries = entriesOf(part);
    for (const { state, contents } of entries) {
      const outcome: Exclude<Outcome, 'known' | 'rejected'> =
        state.kind === 'entered' || state.kind === 'claimed' ? 'open' : state.kind;
      this.#rows[outcome] += 1;
      this.#cents[outcome] += contents.amountCents;
    }
    this.#rows.rejected += part.rejections.size;
    this.#rows.known += part.records.size - entries.length;
    for (const { contents } of part.known.values()) this.#cents.known += contents.amountCents;
    this.#knownEnded += part.knownEnded;
  }

  result(): Recount {
    const all = Object.values(this.#rows).reduce((sum, count) => sum + count, 0);
    return { rows: { rows: all, ...this.#rows }, cents: this.#cents, knownEnded: this.#knownEnded };
  }
}

/** What the counters of the ledger say otherwise; they move with the pages, so that only a bug or a meddled ledger shows here. */
export function compareCounters(batch: Batch, { rows, cents }: Recount): Imbalance[] {
  const { books, fileRows } = batch;
  const accepted = Object.values(cents).reduce((sum, value) => sum + value, 0);
  const pairs: [string, number, number][] = [
    ...(Object.keys(rows) as (keyof typeof rows)[]).map((name): [string, number, number] => [
      name,
      books[name],
      rows[name],
    ]),
    ['fileRows', fileRows, rows.rows],
    ['amountCents', books.amountCents, accepted],
    ['createdCents', books.createdCents, cents.created],
  ];
  return pairs
    .filter(([, counted, found]) => counted !== found)
    .map(([counter, counted, found]) => {
      const details = [message('counter_differs', { counter, counted, found })];
      const failure: Failure = { code: 'counts_differ', details };
      return { line: 0, failure };
    });
}

/** The entries that known rows stand for, and how many of their links have ended. */
async function readKnown(
  ledger: Pick<Ledger, 'entries' | 'links'>,
  keys: readonly EntryKey[],
): Promise<Pick<Part, 'known' | 'knownEnded'>> {
  const lines = new Map<string, number[]>();
  for (const { batch, line } of keys) lines.set(batch, [...(lines.get(batch) ?? []), line]);
  const known = new Map<string, Entry>();
  let knownEnded = 0;
  for (const [batch, wanted] of lines) {
    const ends = await ledger.links.ended(batch, wanted);
    for (const record of (await ledger.entries.readLines(batch, wanted)).values()) {
      if (!('state' in record)) continue;
      known.set(pointerOf(record.key), record);
      const end = ends.get(record.key.line);
      const isEnded = record.state.kind === 'created' && end?.id === record.state.link.id;
      if (isEnded && end?.status !== 'completed') knownEnded += 1;
    }
  }
  return { known, knownEnded };
}
