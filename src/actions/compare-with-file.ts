import type { Imbalance } from '../domain/audit.ts';
import type { Batch } from '../domain/batch.ts';
import { type Entry, type EntryKey, pointerOf } from '../domain/entry.ts';
import type { Failure } from '../domain/failure.ts';
import { LedgerForged } from '../domain/forged.ts';
import type { Instruction } from '../domain/instruction.ts';
import { type Judged, judgeAll, survey } from '../ingest/ingest.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { keptFile, rulesOf } from './kept-file.ts';
import type { Recount } from './recount.ts';

/**
 * Judges the kept file of a batch again, and compares each row with what the ledger has in its place: an entry of this row, a row of an
 * earlier batch that means the same, or a rejection. What the ledger counts and shows can be forged; the file is sealed. Answers what does
 * not agree, `ledger_forged` by line; line 0 stands for the file. `onPart` is called after each part.
 */
export async function compareWithFile(
  ledger: Ledger,
  batch: Batch,
  counted: Recount,
  onPart: () => Promise<void>,
): Promise<Imbalance[]> {
  const found: Imbalance[] = [];
  const tell = (line: number, detail: string) => {
    const failure: Failure = { code: 'ledger_forged', detail };
    found.push({ line, failure });
  };
  if (batch.isForged) tell(0, 'It is what the batch was handed in with.');
  try {
    const { tables, plan } = await keptFile(ledger, batch);
    const rules = rulesOf(batch);
    const surveyed = await survey(tables, rules, plan);
    const totals = new Map<string, Total>();
    for await (const judged of judgeAll(tables, rules, surveyed)) {
      const seen = await seenOf(ledger, batch, judged);
      for (const row of judged) {
        const { outcome, cents } = outcomeOf(row, seen, batch.id);
        if (outcome === 'forged') tell(row.row.line, 'It is the row.');
        const { rows = 0, cents: before = 0 } = totals.get(outcome) ?? {};
        totals.set(outcome, { rows: rows + 1, cents: before + cents });
      }
      for (const line of await outdatedLines(ledger, seen))
        tell(line, 'A later row of its reference was sent.');
      await onPart();
    }
    if (found.length === 0 && !isAsCounted(totals, counted)) tell(0, 'It is which rows there are.');
  } catch (error) {
    if (!(error instanceof LedgerForged)) throw error;
    tell(0, 'It is the kept file.');
  }
  return found;
}

interface Total {
  readonly rows: number;
  readonly cents: number;
}

/** What the ledger has in the place of some rows of the file. */
interface Seen {
  readonly pages: ReadonlyMap<number, Entry | EntryKey>;
  readonly rejections: ReadonlyMap<number, readonly Failure[]>;
  /** Entries that known rows stand for, by pointer. */
  readonly known: ReadonlyMap<string, Entry>;
}

async function seenOf(ledger: Ledger, batch: Batch, judged: readonly Judged[]): Promise<Seen> {
  const lines = judged.map(({ row }) => row.line);
  const [pages, rejections] = await Promise.all([
    ledger.entries(batch.id, lines),
    ledger.rejections(batch.id, lines),
  ]);
  const keys = [...pages.values()].filter((page): page is EntryKey => !('state' in page));
  return { pages, rejections, known: await entriesOf(ledger, keys) };
}

/** How a row of the file stands, and its cents where the books count them; `forged` where the ledger has nothing, or something else, in its place. */
function outcomeOf(
  row: Judged,
  { pages, rejections, known }: Seen,
  batch: string,
): { outcome: string; cents: number } {
  const { line } = row.row;
  const page = pages.get(line);
  const failures = rejections.get(line);
  const isRejected = failures?.every(({ code }) => code !== 'ledger_forged');
  // A row whose reference belongs to another one was rejected by the ledger.
  if (page === undefined) return { outcome: isRejected ? 'rejected' : 'forged', cents: 0 };
  const isKnown = !('state' in page);
  const entry = isKnown ? known.get(pointerOf(page)) : page;
  if (row.kind === 'rejected' || entry === undefined || !isOf(entry, row.instruction, batch))
    return { outcome: 'forged', cents: 0 };
  const { kind } = entry.state;
  // Whoever handed it in has granted its generation before anything of the batch was sent.
  if (entry.isUngranted && kind === 'entered') return { outcome: 'forged', cents: 0 };
  const own = kind === 'entered' || kind === 'claimed' ? 'open' : kind;
  return { outcome: isKnown ? 'known' : own, cents: entry.contents.amountCents };
}

/** Whether the file's rows come to what was counted slice by slice. */
function isAsCounted(totals: ReadonlyMap<string, Total>, { rows, cents }: Recount): boolean {
  const { rows: _, ...outcomes } = rows;
  return Object.entries(outcomes).every(([outcome, count]) => {
    const total = totals.get(outcome) ?? { rows: 0, cents: 0 };
    const sum = (cents as Readonly<Record<string, number>>)[outcome] ?? 0;
    return total.rows === count && total.cents === sum;
  });
}

/**
 * Lines that have a link although their references have moved on to mended rows, which happens only to rows without one: their pages were
 * put back. The links are second ones of the mended rows.
 */
async function outdatedLines(ledger: Ledger, { pages }: Seen): Promise<number[]> {
  const created = [...pages.values()].flatMap((page) =>
    'state' in page && page.state.kind === 'created' ? [{ ...page, link: page.state.link }] : [],
  );
  const latest = await ledger.find(
    created.map(({ reference }) => reference),
    true,
  );
  const lines: number[] = [];
  for (const [at, { key, link }] of created.entries()) {
    const other = latest[at];
    if (other !== undefined && pointerOf(other.key) === pointerOf(key)) continue;
    lines.push(key.line);
    if (other !== undefined) await ledger.decideExtra(other.key, link.id, 'payable');
  }
  return lines;
}

/** The entries that known rows stand for, by pointer. */
async function entriesOf(ledger: Ledger, keys: readonly EntryKey[]): Promise<Map<string, Entry>> {
  const lines = new Map<string, number[]>();
  for (const { batch, line } of keys) lines.set(batch, [...(lines.get(batch) ?? []), line]);
  const found = new Map<string, Entry>();
  for (const [batch, wanted] of lines)
    for (const page of (await ledger.entries(batch, wanted)).values())
      if ('state' in page) found.set(pointerOf(page.key), page);
  return found;
}

function isOf(entry: Entry, { line, reference, contents }: Instruction, batch: string): boolean {
  const isSame = entry.reference === (reference ?? pointerOf({ batch, line }));
  // Of a purged row the sum is left.
  const isMeant = entry.isErased || entry.contents.iban === contents.iban;
  return isSame && isMeant && entry.contents.amountCents === contents.amountCents;
}
