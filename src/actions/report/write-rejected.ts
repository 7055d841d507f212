import { basename, dirname, join } from 'node:path';
import type { Batch } from '../../domain/batch.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Plan } from '../../domain/plan.ts';
import { markedBatch } from '../../domain/reading-mark.ts';
import type { Row } from '../../domain/row.ts';
import type { TableFile, TableWriter } from '../../domain/table.ts';
import type { Language } from '../../i18n/i18n.ts';
import { type Judged, judgeAll, type Rules, type Survey, survey } from '../../ingest/ingest.ts';
import type { Entries, Ledger } from '../../ledger/ledger.ts';
import { rejectedCells, rejectedHeader } from '../../report/report.ts';
import { openTableWriter, placeBeside } from '../../tables/tables.ts';
import { conflictFinding, newEntry } from '../submit/check-file.ts';
import { correctedSince, lastingReference } from '../submit/lasting-reference.ts';
import { rulesOf, storedFile } from '../submit/stored-file.ts';
import { answerFormat } from './write-report.ts';

/** A row of a file of rejected rows: as the person wrote it, with what is wrong. */
interface RejectedRow {
  readonly row: Row;
  readonly failures: readonly Failure[];
  /** Identifies the row when it is submitted again, corrected; empty when the reference itself is wrong. */
  readonly reference: string;
}

/** Rejected rows that were written; a person may be mending an older file of that name, which stays as it is. */
export interface WrittenRejections {
  readonly rows: number;
  readonly path: string;
}

/** Writes the rejected rows of a file that was judged and not handed in, `reference_conflict` of the ledger among the failures. */
export async function writeJudgedRejections(
  file: TableFile,
  rules: Rules,
  surveyed: Survey,
  ledger: Ledger | undefined,
  path: string,
  unique: string,
): Promise<WrittenRejections> {
  async function* rejected() {
    for await (const judged of judgeAll(file, rules, surveyed)) {
      const conflicts =
        ledger === undefined ? new Map() : await conflictsOf(judged, rules, surveyed, ledger.entries);
      const rows = judged.flatMap((one) => rejectedRow(one, conflicts.get(lineOf(one)) ?? failuresOf(one)));
      yield ledger === undefined ? rows : await withoutCorrected(ledger.entries, rows);
    }
  }
  return write(
    rejected(),
    surveyed.plan,
    { batch: markedBatch(surveyed.batch, surveyed.plan), language: rules.options.language },
    path,
    unique,
  );
}

/** Writes the rows of a batch that were rejected or refused, for a person to mend and hand in. */
export async function writeRejected(
  ledger: Pick<Ledger, 'batches' | 'entries' | 'sources'>,
  batch: Batch,
  path: string,
  unique: string,
): Promise<WrittenRejections> {
  const { tables, plan } = await storedFile(ledger.sources, batch);
  async function* rejected() {
    for await (const judged of judgeAll(tables, rulesOf(batch), await survey(tables, rulesOf(batch), plan))) {
      const lines = judged.map(lineOf);
      const [rejections, records] = await Promise.all([
        ledger.batches.rejections(batch.id, lines),
        ledger.entries.readLines(batch.id, lines),
      ]);
      const refused = judged.flatMap((one) => {
        const record = records.get(lineOf(one));
        const isRefused = record !== undefined && 'state' in record && record.state.kind === 'refused';
        return isRefused ? rejectedRow(one, [record.state.failure]) : [];
      });
      const rejected = judged.flatMap((one) => rejectedRow(one, rejections.get(lineOf(one)) ?? []));
      yield [...refused, ...(await withoutCorrected(ledger.entries, rejected))].toSorted(
        (a, b) => a.row.line - b.row.line,
      );
    }
  }
  return write(
    rejected(),
    plan,
    { batch: markedBatch(batch.id, plan), language: batch.options.language },
    path,
    unique,
  );
}

/** Leaves out rows that were corrected and submitted again: they belong to their new batch. */
async function withoutCorrected(entries: Entries, rows: readonly RejectedRow[]): Promise<RejectedRow[]> {
  const corrected = await correctedSince(
    { entries },
    rows.map(({ reference }) => reference),
  );
  return rows.filter(({ reference }) => !corrected.has(reference));
}

async function conflictsOf(
  judged: readonly Judged[],
  rules: Rules,
  { batch }: Survey,
  entries: Entries,
): Promise<Map<number, readonly Failure[]>> {
  const rows = judged.flatMap((one) =>
    one.kind === 'accepted' ? [newEntry(one.instruction, rules.options)] : [],
  );
  const answers = await entries.consult(batch, rows);
  return new Map(
    answers.flatMap(({ verdict, earlier }, at) => {
      const line = rows[at]?.line ?? 0;
      if (verdict !== 'conflict' || earlier === undefined) return [];
      return [[line, [conflictFinding(line, earlier).failure]] as const];
    }),
  );
}

function lineOf(judged: Judged): number {
  return judged.row.line;
}

function failuresOf(judged: Judged): readonly Failure[] {
  return judged.kind === 'rejected' ? judged.rejection.failures : [];
}

/** Nothing for a row without failures. */
function rejectedRow(judged: Judged, failures: readonly Failure[]): RejectedRow[] {
  // What a person left out is nothing to mend.
  if (failures.length === 0 || failures.some(({ code }) => code === 'row_left_out')) return [];
  return [{ row: judged.row, failures, reference: lastingReference(judged, failures) }];
}

async function write(
  rows: AsyncIterable<readonly RejectedRow[]>,
  { format, header }: Plan,
  { batch, language }: { readonly batch: string; readonly language: Language },
  path: string,
  unique: string,
): Promise<WrittenRejections> {
  const draft = join(dirname(path), `.${basename(path)}.${unique}`);
  const writer: TableWriter = await openTableWriter(draft, answerFormat(format), unique);
  let written = 0;
  try {
    await writer.write([rejectedHeader(header)]);
    for await (const part of rows) {
      await writer.write(
        part.map(({ row, failures, reference }) =>
          rejectedCells(row, { failures, reference, batch }, header.length, language),
        ),
      );
      written += part.length;
    }
    return { rows: written, path: await placeBeside(draft, path, await writer.finish()) };
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
