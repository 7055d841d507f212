/**
 * Bytes in, judged rows out. A submission reads its source twice: `survey` judges everything and writes nothing, `judgeAll` gives the same
 * rows again, to be entered. Only `readTable` is for others too: the report goes over the rows of the stored bytes.
 */
import { type Failure, Stop } from '../domain/failure.ts';
import { BatchDigest } from './batch-digest.ts';
import { type Judged, judgeRow } from './judge-row.ts';
import { openPass } from './pass.ts';
import type { Rules } from './read-row.ts';
import type { Source } from './source.ts';
import type { Survey } from './survey.ts';

export type { Judged } from './judge-row.ts';
export type { Rules } from './read-row.ts';
export { openSource, type Source, sourceOf } from './source.ts';
export { type Survey, survey } from './survey.ts';
export { readTable, type Table, type TableRow } from './table.ts';
export type { Finding } from './tally.ts';

/** What the header line tells. */
export interface Header {
  /** As written, without the columns of a report of ours. */
  readonly names: readonly string[];
  /** The rows can say who pays. Where they cannot and the options do not, no row can be accepted. */
  readonly hasPayer: boolean;
}

/** Reads the header alone. Stops on everything that is wrong with it, and on a label template that does not fit it. */
export async function readHeader(source: Source, rules: Rules): Promise<Header> {
  const pass = await openPass(source, rules);
  await pass.close();
  return { names: pass.header, hasPayer: pass.columns.hasPayer };
}

/**
 * The second pass: every row in the file's order, at most 200 at a time, judged with what the survey found out. Stops with
 * `file_changed`, after the last row, where the file no longer says what was surveyed: what was entered by then stays *entered*
 * under the batch's id, and no job may be made of it.
 */
export async function* judgeAll(
  source: Source,
  rules: Rules,
  surveyed: Survey,
): AsyncGenerator<readonly Judged[]> {
  const pass = await openPass(source, rules);
  const digest = new BatchDigest(rules.again);
  let rows = 0;
  for await (const readings of pass.readings) {
    rows += readings.length;
    for (const reading of readings) digest.add(reading.said);
    yield readings.map((reading) => judgeRow(reading, surveyed, pass));
  }
  if (rows !== surveyed.rows || digest.finish().digest !== surveyed.digest) {
    const detail = `Found ${surveyed.rows} rows, then ${rows}.`;
    const changed: Failure =
      rows === surveyed.rows ? { code: 'file_changed' } : { code: 'file_changed', detail };
    throw new Stop([changed], 1);
  }
}
