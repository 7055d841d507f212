/**
 * A thread that reads one workbook, so that a malicious workbook fills only the memory of the thread. Each pass has a
 * port of its own, on which the thread sends one chunk per request and prepares the next one meanwhile.
 */
import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { AppError, type Failure } from '../../domain/failure.ts';
import type { Row } from '../../domain/row.ts';
import type { FileLimits } from '../../domain/table.ts';
import { openWorkbook, type SheetSummary } from './workbook.ts';

/** The data that the thread starts with. */
export interface LoadedWorkbook {
  readonly bytes: Uint8Array;
  readonly limits: FileLimits;
}

/** One pass; it ends when the other end of its port closes. */
export interface WorkbookTask {
  /** The exact name of a sheet to read; undefined to list the sheets. */
  readonly sheet: string | undefined;
  readonly port: MessagePort;
}

/** The answer to each request, which may be any message. `end` and `stopped` are the last. */
export type WorkbookAnswer =
  | { readonly kind: 'sheets'; readonly sheets: readonly SheetSummary[] }
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'end' }
  | { readonly kind: 'stopped'; readonly failures: readonly Failure[] };

const { bytes, limits } = workerData as LoadedWorkbook;
const workbook = openWorkbook(Buffer.from(bytes.buffer), limits);

async function* answersTo(sheet: string | undefined): AsyncGenerator<WorkbookAnswer> {
  try {
    if (sheet === undefined) yield { kind: 'sheets', sheets: await workbook.sheets() };
    else for await (const rows of workbook.rows(sheet)) yield { kind: 'rows', rows };
    yield { kind: 'end' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    yield { kind: 'stopped', failures: error.failures };
  }
}

async function serve({ sheet, port }: WorkbookTask): Promise<void> {
  const left = new AbortController();
  port.once('close', () => left.abort());
  const question = () => once(port, 'message', { signal: left.signal }).catch(() => undefined);
  let asked = question();
  for await (const answer of answersTo(sheet)) {
    await asked;
    if (left.signal.aborted) break;
    asked = question();
    port.postMessage(answer);
  }
}

// Any other error ends the thread, and with it every pass.
parentPort?.on('message', (task: WorkbookTask) => void serve(task));
