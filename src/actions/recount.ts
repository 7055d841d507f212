import type { CountedOutcome, Imbalance } from '../domain/audit.ts';
import type { Batch, Books } from '../domain/batch.ts';
import type { Entry, EntryKey } from '../domain/entry.ts';
import type { Failure } from '../domain/failure.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { linesOf } from './batch-lines.ts';

/** Rows and cents of a batch, counted from its pages. */
export interface Recount {
  readonly rows: Omit<Books, 'amountCents' | 'createdCents'>;
  readonly cents: Record<CountedOutcome, number>;
  /** Known rows whose link was seen to have ended. */
  readonly knownEnded: number;
}

type Outcome = Exclude<keyof Recount['rows'], 'rows'>;

/** Counts a batch anew, row by row; `onCreated` is handed the rows that have links, slice by slice. */
export async function recount(
  ledger: Ledger,
  batch: Batch,
  onCreated: (entries: readonly Entry[]) => Promise<void>,
): Promise<Recount> {
  const rows = {
    created: 0,
    refused: 0,
    failed: 0,
    cancelled: 0,
    rejected: 0,
    known: 0,
    doubtful: 0,
    open: 0,
  };
  const cents = { created: 0, refused: 0, failed: 0, cancelled: 0, doubtful: 0, open: 0, known: 0 };
  let knownEnded = 0;
  for (const slice of await ledger.slices(batch.id)) {
    const lines = linesOf(slice);
    const pages = await ledger.entries(batch.id, lines);
    rows.rejected += (await ledger.rejections(batch.id, lines)).size;
    const entries = [...pages.values()].filter((page): page is Entry => 'state' in page);
    for (const { state, contents } of entries) {
      const outcome: Exclude<Outcome, 'known' | 'rejected'> =
        state.kind === 'entered' || state.kind === 'claimed' ? 'open' : state.kind;
      rows[outcome] += 1;
      cents[outcome] += contents.amountCents;
    }
    const known = [...pages.values()].filter((page): page is EntryKey => !('state' in page));
    rows.known += known.length;
    const ofKnown = await countKnown(ledger, known);
    cents.known += ofKnown.cents;
    knownEnded += ofKnown.ended;
    await onCreated(entries.filter(({ state }) => state.kind === 'created'));
  }
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return { rows: { rows: all, ...rows }, cents, knownEnded };
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
    ['rows of the file', fileRows, rows.rows],
    ['cents', books.amountCents, accepted],
    ['cents in links', books.createdCents, cents.created],
  ];
  return pairs
    .filter(([, counted, found]) => counted !== found)
    .map(([what, counted, found]) => {
      const failure: Failure = {
        code: 'counts_differ',
        detail: `${what}: counted ${counted}, found ${found}.`,
      };
      return { line: 0, failure };
    });
}

/** Cents of the entries that known rows stand for, and how many of their links have ended. */
async function countKnown(
  ledger: Ledger,
  keys: readonly EntryKey[],
): Promise<{ cents: number; ended: number }> {
  const lines = new Map<string, number[]>();
  for (const { batch, line } of keys) lines.set(batch, [...(lines.get(batch) ?? []), line]);
  let cents = 0;
  let ended = 0;
  for (const [batch, wanted] of lines) {
    const ends = await ledger.endedLinks(batch, wanted);
    for (const page of (await ledger.entries(batch, wanted)).values()) {
      if (!('state' in page)) continue;
      cents += page.contents.amountCents;
      const end = ends.get(page.key.line);
      const isEnded = page.state.kind === 'created' && end?.id === page.state.link.id;
      if (isEnded && end?.status !== 'completed') ended += 1;
    }
  }
  return { cents, ended };
}
