import type { Batch, BatchOptions } from '../../domain/batch.ts';
import type { EntryKey } from '../../domain/entry.ts';
import type { Instruction } from '../../domain/instruction.ts';
import type { TableFile } from '../../domain/table.ts';
import { fingerprintOfRow } from '../../domain/wire-values.ts';
import { message } from '../../i18n/messages.ts';
import { type Finding, judgeAll, type Rules, type Survey, survey } from '../../ingest/ingest.ts';
import type { Batches, Ledger, NewEntry } from '../../ledger/ledger.ts';

export type { Finding, Rules, Survey, Understood } from '../../ingest/ingest.ts';

/** The result of checking a file before anything of it is sent. */
export interface Check {
  readonly survey: Survey;
  /** The comparison with the ledger; absent without a ledger. */
  readonly ledger?: LedgerView;
}

interface LedgerView {
  /** The batch of the same content, where it was submitted before: it goes on where it stopped. */
  readonly earlier?: Batch;
  /** Rows that an earlier batch has already. */
  readonly known: number;
  /** Rows that replace one that was refused, failed or cancelled. */
  readonly corrected: number;
  /** The batches whose rejected rows are submitted again, each with its file; without one where the ledger lacks the batch. */
  readonly corrections: readonly { readonly batch: string; readonly file?: string }[];
  /** The first 1,000 of each; the counts are of all. */
  readonly conflicts: readonly Finding[];
  readonly conflictCount: number;
  /** Rows with IBAN, amount and label of an earlier one, under another reference. */
  readonly twins: readonly Finding[];
  readonly twinCount: number;
}

const mostFindings = 1000;

/** Judges a whole file and compares it with the ledger, where there is one; sends and writes nothing. */
export async function checkFile(file: TableFile, rules: Rules, ledger: Ledger | undefined): Promise<Check> {
  const surveyed = await survey(file, rules);
  return ledger === undefined
    ? { survey: surveyed }
    : { survey: surveyed, ledger: await consult(file, rules, surveyed, ledger) };
}

async function consult(
  file: TableFile,
  rules: Rules,
  surveyed: Survey,
  ledger: Pick<Ledger, 'batches' | 'entries'>,
): Promise<LedgerView> {
  const earlier = await ledger.batches.read(surveyed.batch);
  const corrections = await Promise.all(
    surveyed.corrections.map((batch) => correctedBatch(ledger.batches, batch)),
  );
  const view = { known: 0, corrected: 0, corrections, conflictCount: 0, twinCount: 0 };
  const conflicts: Finding[] = [];
  const twins: Finding[] = [];
  const isBlank = (await ledger.batches.list(1)).length === 0;
  if (earlier?.committedAt !== undefined || isBlank) {
    return { ...(earlier && { earlier }), ...view, conflicts, twins };
  }
  for await (const judged of judgeAll(file, rules, surveyed)) {
    const rows = judged.flatMap((row) =>
      row.kind === 'accepted' ? [newEntry(row.instruction, rules.options)] : [],
    );
    const answers = await ledger.entries.consult(surveyed.batch, rows);
    for (const [at, { verdict, earlier: pointer, twin }] of answers.entries()) {
      const line = rows[at]?.line ?? 0;
      if (verdict === 'known') view.known += 1;
      if (verdict === 'corrected') view.corrected += 1;
      if (verdict === 'conflict' && pointer !== undefined) {
        view.conflictCount += 1;
        if (conflicts.length < mostFindings) conflicts.push(conflictFinding(line, pointer));
      }
      if (twin !== undefined) {
        view.twinCount += 1;
        if (twins.length < mostFindings) twins.push(twinFinding(line, twin));
      }
    }
  }
  return { ...(earlier && { earlier }), ...view, conflicts, twins };
}

async function correctedBatch(batches: Batches, batch: string) {
  const file = (await batches.read(batch))?.file;
  return { batch, ...(file !== undefined && { file }) };
}

/** An accepted row in the form that the ledger enters. */
export function newEntry(instruction: Instruction, options: Pick<BatchOptions, 'payer'>): NewEntry {
  const { line, reference, contents, label } = instruction;
  const fingerprint = fingerprintOfRow(contents, label, options.payer);
  return { line, contents, label, fingerprint, ...(reference !== undefined && { reference }) };
}

/** A row whose reference belongs to an earlier row with other contents. */
export function conflictFinding(line: number, { batch, line: earlierLine }: EntryKey): Finding {
  const details = [message('row_of_batch', { batch, line: earlierLine })];
  return { line, failure: { code: 'reference_conflict', field: 'client_reference', details } };
}

function twinFinding(line: number, { batch, line: earlierLine }: EntryKey): Finding {
  const details = [message('see_row_of_batch', { batch, line: earlierLine })];
  return { line, failure: { code: 'duplicate_in_ledger', details } };
}
