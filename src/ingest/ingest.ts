/**
 * Turns rows of cells into payment instructions. A submission reads its file twice: `survey` finds out how to read
 * the file, judges every row and writes nothing; `judgeAll` then yields the same rows to be stored. The survey
 * returns a plan: by one plan, the same bytes always give the same rows.
 */
import { AppError, type Failure } from '../domain/failure.ts';
import type { TableFile } from '../domain/table.ts';
import { message } from '../i18n/messages.ts';
import { headerKey } from './header/header-names.ts';
import { joinedHeader } from './header/joined-header.ts';
import { BatchDigest } from './rows/batch-digest.ts';
import { type Judged, rowJudge, templateOf } from './rows/judge-row.ts';
import { readingsOf } from './rows/pass.ts';
import type { Rules } from './rows/reading.ts';
import { choiceText } from './rows/row-selection.ts';
import type { Survey } from './survey/survey.ts';
import { headerOf, headLinesOf } from './understand.ts';

export { headerKey } from './header/header-names.ts';
export type { Judged } from './rows/judge-row.ts';
export { dataRows } from './rows/pass.ts';
export type { Rules } from './rows/reading.ts';
export type { Finding } from './rows/tally.ts';
export { type Survey, survey } from './survey/survey.ts';
export type { Understood } from './understood.ts';

/** What `readHeader` finds in the header line. */
export interface Header {
  /** Names as written, without the columns that our reports add. */
  readonly names: readonly string[];
  /** The file has columns for the payer. Where it has none and the options name no payer, every row is rejected. */
  readonly hasPayer: boolean;
}

/**
 * Keys under which a column mapping is remembered: one for each of the first lines, and one for each two consecutive
 * lines, as if they were the header.
 */
export async function headerKeys(file: TableFile): Promise<readonly string[]> {
  const heads = await headLinesOf(file);
  return heads.flatMap(({ rows }) =>
    rows.flatMap(({ cells }, order) => {
      const joined = joinedHeader(cells, rows[order + 1]?.cells ?? []);
      return joined === undefined ? [headerKey(cells)] : [headerKey(cells), headerKey(joined.header)];
    }),
  );
}

/**
 * Reads only the header. Throws an AppError with everything that is wrong with it, or for a label template that names
 * columns it does not have.
 */
export async function readHeader(file: TableFile, rules: Rules): Promise<Header> {
  const { found } = await headerOf(file, rules);
  templateOf(found, rules);
  return { names: found.header, hasPayer: found.columns.hasPayer };
}

/** Rows in one chunk, which is stored as one slice. */
const rowsInChunk = 200;

/**
 * The second pass: yields every row in file order, 200 at a time, judged by the plan of the survey. Throws
 * `file_changed` after the last row if the content differs from what was surveyed; the rows stored by then remain
 * under the batch's id, and the caller must create no job for them.
 */
export async function* judgeAll(
  file: TableFile,
  rules: Rules,
  surveyed: Survey,
): AsyncGenerator<readonly Judged[]> {
  const judge = rowJudge(surveyed.plan, rules);
  const digest = new BatchDigest(rules.again);
  let rows = 0;
  let chunk: Judged[] = [];
  for await (const readings of readingsOf(file, surveyed.plan, rules)) {
    rows += readings.length;
    for (const reading of readings) {
      digest.add(reading.digestText);
      chunk.push(judge(reading, surveyed));
      if (chunk.length < rowsInChunk) continue;
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
  if (rows !== surveyed.rows || digest.finish(choiceText(surveyed.plan)).digest !== surveyed.digest) {
    const details = [message('rows_then', { before: surveyed.rows, now: rows })];
    const changed: Failure =
      rows === surveyed.rows ? { code: 'file_changed' } : { code: 'file_changed', details };
    throw new AppError([changed]);
  }
}
