/**
 * Rows of cells in, instructions out. A submission reads its file twice: `survey` finds out how the file is to be read, judges everything
 * and writes nothing; `judgeAll` gives the same rows again, to be entered. What the survey found out is a plan, by which the same bytes
 * always give the same rows.
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

/** What the header line tells. */
export interface Header {
  /** As written, without the columns of a report of ours. */
  readonly names: readonly string[];
  /** The rows can say who pays. Where they cannot and the options do not, no row can be accepted. */
  readonly hasPayer: boolean;
}

/** What the first lines of a file are known by, each, and each two, as if they were the header: a mapping is remembered by it. */
export async function headerKeys(file: TableFile): Promise<readonly string[]> {
  const heads = await headLinesOf(file);
  return heads.flatMap(({ rows }) =>
    rows.flatMap(({ cells }, order) => {
      const joined = joinedHeader(cells, rows[order + 1]?.cells ?? []);
      return joined === undefined ? [headerKey(cells)] : [headerKey(cells), headerKey(joined.header)];
    }),
  );
}

/** Reads the header alone. Stops on everything that is wrong with it, and on a label template that does not fit it. */
export async function readHeader(file: TableFile, rules: Rules): Promise<Header> {
  const { found } = await headerOf(file, rules);
  templateOf(found, rules);
  return { names: found.header, hasPayer: found.columns.hasPayer };
}

/** Rows that are handed on at once, and so make a slice. */
const rowsInChunk = 200;

/**
 * The second pass: every row in the file's order, 200 at a time, judged with what the survey found out. AppErrors with
 * `file_changed`, after the last row, where the file no longer says what was surveyed: what was entered by then stays *entered*
 * under the batch's id, and no job may be made of it.
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
      digest.add(reading.said);
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
