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

/** A packed workbook is loaded in memory. */
const largestWorkbook = 256 * 1024 * 1024;
const resourceLimits = { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 16 };

// A thread runs no TypeScript: where the sources run, as in tests, it is the built one.
const isBuilt = import.meta.url.endsWith('.js');
const threadFile = new URL(
  isBuilt ? './workbook-thread.js' : '../../dist/src/tables/workbook-thread.js',
  import.meta.url,
);

/** A thread that nobody has asked for so long, in ms, ends: its next pass starts another one. */
const idleMs = 2_000;

/** The sheets of a workbook, in the order of their tabs. AppErrors with the file codes, whatever the bytes do to their reader. */
export async function sheetsOf(workbook: WorkbookSource): Promise<readonly SheetSummary[]> {
  for await (const answer of answersOf(workbook, undefined))
    if (answer.kind === 'sheets') return answer.sheets;
  return [];
}

/** The rows of a sheet by its exact name, at most 200 at a time, read as they are asked for. Stops like `sheetsOf`. */
export async function* rowsOfSheet(workbook: WorkbookSource, sheet: string): AsyncGenerator<readonly Row[]> {
  for await (const answer of answersOf(workbook, sheet)) if (answer.kind === 'rows') yield answer.rows;
}

/** A workbook, and how to read it where no thread holds it yet. */
export interface WorkbookSource {
  /** The same for all passes over one file. */
  readonly source: Source;
  /** Unpacked; read once at most. */
  readonly bytes: AsyncIterable<Buffer>;
  readonly limits: FileLimits;
}

/** The thread of one file: started by its first pass, and shared by those that follow. */
interface Reading {
  readonly thread: Worker;
  readonly limits: FileLimits;
  /** Settled once the thread has ended, with what ended it. */
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
  // Between passes it keeps no process from ending.
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
  // Of its own memory, so that it can be handed over.
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** One pass: asks the thread until it comes to the end, and gives it up however the answers are left. */
async function* answersOf(
  workbook: WorkbookSource,
  sheet: string | undefined,
): AsyncGenerator<WorkbookAnswer> {
  const reading = await readingOf(workbook);
  const { port1: near, port2: far } = new MessageChannel();
  begin(reading);
  // A thread that dies before it has taken the port would never answer.
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
