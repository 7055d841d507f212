import type { Imbalance } from '../domain/audit.ts';
import type { Batch } from '../domain/batch.ts';
import { type Entry, type EntryKey, pointerOf } from '../domain/entry.ts';
import type { Failure } from '../domain/failure.ts';
import { LedgerForged } from '../domain/forged.ts';
import type { Instruction } from '../domain/instruction.ts';
import { type Judged, judgeAll, survey } from '../ingest/ingest.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { keptFile, rulesOf } from './kept-file.ts';

/**
 * Judges the kept file of a batch again, and compares each row with what the ledger has in its place: an entry of this row, a row of an
 * earlier batch that means the same, or a rejection. What the ledger counts and shows can be forged; the file is sealed. Answers what does
 * not agree, `ledger_forged` by line; line 0 stands for the file. `onPart` is called after each part.
 */
export async function compareWithFile(
  ledger: Ledger,
  batch: Batch,
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
    for await (const judged of judgeAll(tables, rules, surveyed)) {
      for (const line of await strayLines(ledger, batch, judged)) tell(line, 'It is the row.');
      for (const line of await outdatedLines(ledger, batch, judged))
        tell(line, 'A later row of its reference was sent.');
      await onPart();
    }
  } catch (error) {
    if (!(error instanceof LedgerForged)) throw error;
    tell(0, 'It is the kept file.');
  }
  return found;
}

/** Lines in whose place the ledger has nothing, or something else. */
async function strayLines(ledger: Ledger, batch: Batch, judged: readonly Judged[]): Promise<number[]> {
  const lines = judged.map(({ row }) => row.line);
  const [pages, rejections] = await Promise.all([
    ledger.entries(batch.id, lines),
    ledger.rejections(batch.id, lines),
  ]);
  const known = await entriesOf(
    ledger,
    [...pages.values()].filter((page): page is EntryKey => !('state' in page)),
  );
  return judged.flatMap((row) => {
    const { line } = row.row;
    const page = pages.get(line);
    const entry = page !== undefined && !('state' in page) ? known.get(pointerOf(page)) : page;
    if (row.kind === 'rejected') return rejections.has(line) && page === undefined ? [] : [line];
    // A row whose reference belongs to another one was rejected by the ledger.
    if (page === undefined && rejections.has(line)) return [];
    return isOf(entry, row.instruction, batch.id) ? [] : [line];
  });
}

/**
 * Lines that have a link although their references have moved on to mended rows, which happens only to rows without one: their pages were
 * put back. The links are second ones of the mended rows.
 */
async function outdatedLines(ledger: Ledger, { id }: Batch, judged: readonly Judged[]): Promise<number[]> {
  const pages = await ledger.entries(
    id,
    judged.map(({ row }) => row.line),
  );
  const created = [...pages.values()].flatMap((page) =>
    'state' in page && page.state.kind === 'created' ? [{ ...page, link: page.state.link }] : [],
  );
  const latest = await ledger.find(created.map(({ reference }) => reference));
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

function isOf(entry: Entry | undefined, { line, reference, contents }: Instruction, batch: string): boolean {
  if (entry === undefined) return false;
  const isSame = entry.reference === (reference ?? pointerOf({ batch, line }));
  // Of a purged row the sum is left.
  const isMeant = entry.isErased || entry.contents.iban === contents.iban;
  return isSame && isMeant && entry.contents.amountCents === contents.amountCents;
}
