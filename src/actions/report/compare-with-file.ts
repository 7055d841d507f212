import type { Imbalance } from '../../domain/audit.ts';
import type { Batch } from '../../domain/batch.ts';
import { LedgerForged } from '../../domain/crypto/forged.ts';
import { type Entry, type EntryKey, pointerOf } from '../../domain/entry.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Instruction } from '../../domain/instruction.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { type Judged, judgeAll, survey } from '../../ingest/ingest.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { rulesOf, storedFile } from '../submit/stored-file.ts';
import { Count, entriesOf, type Part, partOf, partsOf, type Recount } from './recount.ts';

/** The rows of a batch, counted by its file, and what does not agree with it: `ledger_forged` by line; line 0 stands for the file. */
export interface Comparison {
  /** The entries of the rows, part by part. When a later part of the stored file turns out to be forged, it starts again from the first. */
  entries(): AsyncGenerator<readonly Entry[]>;
  /** Once all of them were read. */
  result(): { readonly counted: Recount; readonly forged: readonly Imbalance[] };
}

/**
 * Judges the stored file of a batch again and compares each row with what the ledger has for it: an entry, the same row of an earlier
 * batch, or a rejection. Whoever can write to Redis can forge the ledger's counts, but not the sealed file. When the file itself was
 * forged, the rows are counted by the ledger's states.
 */
export function compareWithFile(ledger: Ledger, batch: Batch): Comparison {
  const forged: Imbalance[] = [];
  const tell = (line: number, place: Message) => {
    const failure: Failure = { code: 'ledger_forged', details: [place] };
    forged.push({ line, failure });
  };
  let count = new Count();

  async function* byFile(): AsyncGenerator<Part> {
    const { tables, plan } = await storedFile(ledger.sources, batch);
    const rules = rulesOf(batch);
    for await (const judged of judgeAll(tables, rules, await survey(tables, rules, plan))) {
      const lines = judged.map(({ row }) => row.line);
      const part = await partOf(ledger, batch, lines);
      for (const row of judged)
        if (!isAsJudged(row, part, batch.id)) tell(row.row.line, message('forged_row', {}));
      for (const line of await outdatedLines(ledger, part)) tell(line, message('forged_reference', {}));
      yield part;
    }
  }

  async function* counting(parts: AsyncIterable<Part>): AsyncGenerator<readonly Entry[]> {
    for await (const part of parts) {
      count.add(part);
      yield entriesOf(part);
    }
  }

  return {
    async *entries() {
      if (batch.isForged) tell(0, message('forged_options', {}));
      try {
        yield* counting(byFile());
      } catch (error) {
        if (!(error instanceof LedgerForged)) throw error;
        tell(0, message('forged_file', {}));
        count = new Count();
        yield* counting(partsOf(ledger, batch));
      }
    },
    result: () => ({ counted: count.result(), forged }),
  };
}

/** Whether the ledger has in the place of a row of the file what it entered there: nothing of it, or something else, was forged. */
function isAsJudged(row: Judged, { records, rejections, known }: Part, batch: string): boolean {
  const { line } = row.row;
  const record = records.get(line);
  const failures = rejections.get(line);
  // A row whose reference belongs to another one was rejected by the ledger.
  if (record === undefined) return failures?.every(({ code }) => code !== 'ledger_forged') ?? false;
  const entry = 'state' in record ? record : known.get(pointerOf(record));
  if (failures !== undefined || row.kind === 'rejected' || entry === undefined) return false;
  // Whoever handed it in has granted its generation before anything of the batch was sent.
  const isUngranted = entry.isUngranted && entry.state.kind === 'entered';
  return !isUngranted && isOf(entry, row.instruction, batch);
}

/**
 * Lines that have a link although their references belong to corrected rows by now. A reference moves only from a row without a link, so
 * somebody has put an old record back; the link is a duplicate link of the corrected row.
 */
async function outdatedLines(ledger: Pick<Ledger, 'entries' | 'links'>, part: Part): Promise<number[]> {
  const created = entriesOf(part).flatMap(({ key, reference, state }) =>
    state.kind === 'created' ? [{ key, reference, link: state.link }] : [],
  );
  const latest = await ledger.entries.locate(created.map(({ reference }) => reference));
  const lines: number[] = [];
  for (const [at, { key, link }] of created.entries()) {
    const other: EntryKey | undefined = latest[at];
    if (other !== undefined && pointerOf(other) === pointerOf(key)) continue;
    lines.push(key.line);
    if (other !== undefined) await ledger.links.decideDuplicate(other, link.id, 'payable');
  }
  return lines;
}

/** Whether an entry has the contents of a row of this batch's file. */
export function isOf(entry: Entry, { line, reference, contents }: Instruction, batch: string): boolean {
  const isSame = entry.reference === (reference ?? pointerOf({ batch, line }));
  // Of a purged row the sum is left.
  const isMeant = entry.isErased || entry.contents.iban === contents.iban;
  return isSame && isMeant && entry.contents.amountCents === contents.amountCents;
}
