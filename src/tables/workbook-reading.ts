import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { codeOf } from '../domain/error-code.ts';
import { Stop } from '../domain/failure.ts';
import type { Row } from '../domain/row.ts';
import type { FileLimits } from '../domain/table.ts';
import { fileStop } from './file-stop.ts';
import type { SheetLook } from './workbook.ts';
import type { WorkbookAnswer, WorkbookTask } from './workbook-thread.ts';

/** A packed workbook is held in memory. */
const largestWorkbook = 256 * 1024 * 1024;
const resourceLimits = { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 16 };

// A thread runs no TypeScript: where the sources run, as in tests, it is the built one.
const isBuilt = import.meta.url.endsWith('.js');
const threadFile = new URL(
  isBuilt ? './workbook-thread.js' : '../../dist/src/tables/workbook-thread.js',
  import.meta.url,
);

/** The sheets of a workbook, in the order of their tabs. Stops with the file codes, whatever the bytes do to their reader. */
export async function sheetsOf(
  bytes: AsyncIterable<Buffer>,
  limits: FileLimits,
): Promise<readonly SheetLook[]> {
  const task = { bytes: await collected(bytes), sheet: undefined, limits };
  for await (const answer of answersTo(task)) if (answer.kind === 'sheets') return answer.sheets;
  return [];
}

/** The rows of a sheet by its exact name, at most 200 at a time, read as they are asked for. Stops like `sheetsOf`. */
export async function* rowsOfSheet(
  bytes: AsyncIterable<Buffer>,
  sheet: string,
  limits: FileLimits,
): AsyncGenerator<readonly Row[]> {
  const task = { bytes: await collected(bytes), sheet, limits };
  for await (const answer of answersTo(task)) if (answer.kind === 'rows') yield answer.rows;
}

async function collected(bytes: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    size += piece.length;
    if (size > largestWorkbook) throw fileStop('file_too_large', 'A workbook can have 256 MB.');
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

/** Starts the thread, asks it until it comes to its end, and ends it however the answers are left. */
async function* answersTo(task: WorkbookTask): AsyncGenerator<WorkbookAnswer> {
  const transferList = [task.bytes.buffer as ArrayBuffer];
  const thread = new Worker(threadFile, { workerData: task, transferList, resourceLimits, execArgv: [] });
  try {
    thread.postMessage('next');
    for await (const [answer] of on(thread, 'message', { close: ['exit'] })) {
      const given = answer as WorkbookAnswer;
      if (given.kind === 'end') return;
      if (given.kind === 'stopped') throw new Stop(given.failures, 2);
      yield given;
      thread.postMessage('next');
    }
    throw deathOf(undefined);
  } catch (error) {
    throw error instanceof Stop ? error : deathOf(error);
  } finally {
    await thread.terminate();
  }
}

function deathOf(error: unknown): Stop {
  if (codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY')
    return fileStop('file_too_large', 'It does not fit into memory.');
  return fileStop('file_damaged', 'The workbook cannot be read.');
}
