import { on } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { MessageChannel, Worker } from 'node:worker_threads';
import { codeOf } from '../../domain/error-code.ts';
import { AppError, fail } from '../../domain/failure.ts';
import type { Row } from '../../domain/row.ts';
import type { FileLimits } from '../../domain/table.ts';
import { message } from '../../i18n/messages.ts';
import type { Source } from '../source.ts';
import type { SheetSummary } from './workbook.ts';
import type { LoadedWorkbook, WorkbookAnswer, WorkbookTask } from './workbook-thread.ts';

/** A workbook is loaded into memory as it is packed. */
const largestWorkbook = 256 * 1024 * 1024;
const resourceLimits = { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 16 };

// A thread runs no TypeScript: when the sources run, as in tests, it uses the built file.
const isBuilt = import.meta.url.endsWith('.js');
const threadFile = new URL(
  isBuilt ? './workbook-thread.js' : '../../../dist/src/tables/workbook/workbook-thread.js',
  import.meta.url,
);

/** In ms; a thread that is idle for so long ends, and the next pass starts another one. */
const idleMs = 2_000;

/**
 * The sheets of a workbook, in the order of their tabs. Throws the file codes, whatever the bytes do to their reader.
 */
export async function sheetsOf(workbook: WorkbookSource): Promise<readonly SheetSummary[]> {
  for await (const answer of answersOf(workbook, undefined))
    if (answer.kind === 'sheets') return answer.sheets;
  return [];
}

/** The rows of a sheet by its exact name, at most 200 at a time, read on demand. Throws like `sheetsOf`. */
export async function* rowsOfSheet(workbook: WorkbookSource, sheet: string): AsyncGenerator<readonly Row[]> {
  for await (const answer of answersOf(workbook, sheet)) if (answer.kind === 'rows') yield answer.rows;
}

/** A workbook, and its bytes for when no thread has loaded it. */
export interface WorkbookSource {
  /** The same object for all passes over one file. */
  readonly source: Source;
  /** Without gzip; read once at most. */
  readonly bytes: AsyncIterable<Buffer>;
  readonly limits: FileLimits;
}

/** The thread of one file: started by the first pass, and shared by the following ones. */
interface Reading {
  readonly thread: Worker;
  readonly limits: FileLimits;
  /** Resolves once the thread has ended, with the error that ended it. */
  readonly ended: Promise<unknown>;
  passes: number;
  idle?: NodeJS.Timeout;
}

const readings = new WeakMap<Source, Reading>();

async function readingOf({ source, bytes, limits }: WorkbookSource): Promise<Reading> {
  const running = readings.get(source);
  if (running !== undefined && isDeepStrictEqual(running.limits, limits)) return running;
  const loaded: LoadedWorkbook = { bytes: await collected(bytes), limits };
  const transferList = [loaded.bytes.buffer as ArrayBuffer];
  const thread = new Worker(threadFile, { workerData: loaded, transferList, resourceLimits, execArgv: [] });
  // An idle thread must not keep the process running.
  thread.unref();
  const ended = new Promise((resolve) =>
    thread.once('error', resolve).once('exit', () => resolve(undefined)),
  );
  const reading = { thread, limits, ended, passes: 0 };
  readings.set(source, reading);
  void ended.then(() => {
    if (readings.get(source) === reading) readings.delete(source);
  });
  return reading;
}

function begin(reading: Reading): void {
  clearTimeout(reading.idle);
  reading.passes += 1;
  reading.thread.ref();
}

function end(reading: Reading, source: Source): void {
  reading.passes -= 1;
  if (reading.passes > 0) return;
  reading.thread.unref();
  reading.idle = setTimeout(() => {
    if (readings.get(source) === reading) readings.delete(source);
    void reading.thread.terminate();
  }, idleMs).unref();
}

async function collected(bytes: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    size += piece.length;
    if (size > largestWorkbook) throw fail('file_too_large', message('workbook_too_large', {}));
  }
  // In a buffer of its own, so that it can be transferred.
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** One pass: requests answers from the thread until the end, and releases it however the iteration ends. */
async function* answersOf(
  workbook: WorkbookSource,
  sheet: string | undefined,
): AsyncGenerator<WorkbookAnswer> {
  const reading = await readingOf(workbook);
  const { port1: near, port2: far } = new MessageChannel();
  begin(reading);
  // A thread that dies before it has the port would never answer.
  void reading.ended.then(() => near.close());
  try {
    const answers = on(near, 'message', { close: ['close'] });
    const task: WorkbookTask = { sheet, port: far };
    reading.thread.postMessage(task, [far]);
    near.postMessage('next');
    for await (const [answer] of answers) {
      const given = answer as WorkbookAnswer;
      if (given.kind === 'end') return;
      if (given.kind === 'stopped') throw new AppError(given.failures);
      yield given;
      near.postMessage('next');
    }
    throw deathOf(await reading.ended);
  } finally {
    near.close();
    end(reading, workbook.source);
  }
}

function deathOf(error: unknown): AppError {
  if (codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY')
    return fail('file_too_large', message('file_beyond_memory', {}));
  return fail('file_damaged', message('workbook_unreadable', {}));
}
