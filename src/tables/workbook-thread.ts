/**
 * A thread that reads one workbook, so that a workbook that was made to fill the memory fills no more than the thread's. It answers one chunk
 * a question, and makes the next one meanwhile.
 */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { type Failure, Stop } from '../domain/failure.ts';
import type { Row } from '../domain/row.ts';
import type { FileLimits } from '../domain/table.ts';
import { lookAtSheets, type SheetLook, sheetRows } from './workbook.ts';

/** What the thread is started with. */
export interface WorkbookTask {
  readonly bytes: Uint8Array;
  /** The exact name of a sheet to read; undefined to be told of all sheets. */
  readonly sheet: string | undefined;
  readonly limits: FileLimits;
}

/** What the thread answers to each question, which is any message. Nothing comes after `end` and `stopped`. */
export type WorkbookAnswer =
  | { readonly kind: 'sheets'; readonly sheets: readonly SheetLook[] }
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'end' }
  | { readonly kind: 'stopped'; readonly failures: readonly Failure[] };

async function* answers({ bytes, sheet, limits }: WorkbookTask): AsyncGenerator<WorkbookAnswer> {
  const workbook = Buffer.from(bytes.buffer);
  try {
    if (sheet === undefined) yield { kind: 'sheets', sheets: await lookAtSheets(workbook, limits) };
    else for await (const rows of sheetRows(workbook, sheet, limits)) yield { kind: 'rows', rows };
    yield { kind: 'end' };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    yield { kind: 'stopped', failures: error.failures };
  }
}

if (parentPort !== null) {
  let asked = once(parentPort, 'message');
  for await (const answer of answers(workerData as WorkbookTask)) {
    await asked;
    asked = once(parentPort, 'message');
    parentPort.postMessage(answer);
  }
}
