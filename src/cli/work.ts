import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { startWorkers } from '../../workers/main.ts';
import { approveBatch } from '../actions/submit-batch.ts';
import { canaryEntries, type WatchEnd, watchBatch } from '../actions/watch-batch.ts';
import { writeReport } from '../actions/write-report.ts';
import type { Config } from '../config.ts';
import { type Batch, isFinished, isWhole } from '../domain/batch.ts';
import { Stop } from '../domain/failure.ts';
import { leastTimeMs } from '../domain/limits.ts';
import { type OpenMill, realClock } from '../wiring.ts';
import { booksOf, sayBooks } from './books.ts';
import type { Door } from './door.ts';
import { createProgress } from './progress.ts';

/** What a command that works on a batch needs to know of itself. */
export interface Work {
  readonly door: Door;
  readonly config: Config;
  readonly open: OpenMill;
  readonly startedAt: number;
  /** Where the report goes. */
  readonly report: string;
}

/** Where the report of a file goes unless it is told: `refunds.results.csv` in the current folder. */
export function reportPathOf(file: string, out: string | undefined): string {
  return resolve(out ?? `${file.replace(/\.[A-Za-z0-9]{1,5}$/, '')}.results.csv`);
}

/** Works on a batch in this process until it is finished, writes the report and tells the books. Answers the exit code. */
export async function workToEnd(work: Work, batch: Batch): Promise<number> {
  const { open, door, config } = work;
  if (isFinished(batch)) return finish(work, batch);
  door.interrupted.throwIfAborted();
  const workers = startWorkers(open.mill, config.concurrency);
  let end: WatchEnd;
  try {
    end = await watch(work, batch);
    while (end.kind === 'canary done') {
      const answer = await askAboutCanary(work, end.batch);
      if (answer !== 'yes') return await endCanary(work, end.batch, answer === 'no');
      end = await watch(work, await approveBatch(open.mill.ledger, open.mill.queue, end.batch));
    }
  } finally {
    await workers.stop();
  }
  switch (end.kind) {
    case 'stopped':
      throw new Stop([{ code: 'locked_out', detail: `It said: ${end.why}.` }], 1);
    case 'interrupted':
      door.sayGoOn('Stopped; nothing is in flight.');
      // Read once more: the calls in flight have ended since.
      door.result(
        booksOf((await open.mill.ledger.read(batch.id)) ?? batch, {
          elapsedMs: realClock.now() - work.startedAt,
        }),
      );
      return 130;
    case 'finished':
      return finish(work, end.batch);
  }
}

async function watch({ open, door, config }: Work, batch: Batch): Promise<WatchEnd> {
  const { limits, paceGuardMs } = config.bridge;
  const least = (rows: number) => leastTimeMs(limits, rows, paceGuardMs);
  const progress = createProgress(door.stderr, realClock.now, least);
  const explain = (why: string) => door.say(`\n${why}`);
  try {
    return await watchBatch(open.mill, batch.id, { show: progress.show, explain }, door.interrupted);
  } finally {
    progress.stop();
  }
}

async function finish(work: Work, batch: Batch): Promise<number> {
  const { door, open, startedAt } = work;
  const path = work.report;
  await writeReport(open.mill.ledger, batch, path, randomUUID());
  const elapsedMs = realClock.now() - startedAt;
  sayBooks(door, batch, { report: path, elapsedMs });
  door.result(booksOf(batch, { report: path, elapsedMs }));
  return isWhole(batch) ? 0 : 2;
}

/** `unasked` where there is nothing to say yes to: a row of the canary has no link, or nobody answered. */
async function askAboutCanary({ door, open }: Work, batch: Batch): Promise<'yes' | 'no' | 'unasked'> {
  const entries = await canaryEntries(open.mill.ledger, batch.id, batch.heldAfter ?? 0);
  for (const { key, reference, state } of entries) {
    const told = state.kind === 'created' ? state.link.url : state.kind;
    door.say(`  line ${key.line}  ${reference}  ${told}`);
  }
  if (entries.some(({ state }) => state.kind !== 'created')) return 'unasked';
  if (batch.books.open === 0) return 'yes';
  const questions = createInterface({ input: door.stdin, output: door.stderr });
  try {
    const asked = `Open the links and look at them. Send the other ${batch.books.open} rows? Type yes: `;
    const answer = await Promise.race([
      questions.question(asked, { signal: door.interrupted }),
      new Promise<string>((answerNo) => questions.once('close', () => answerNo('no'))),
    ]);
    return answer.trim().toLowerCase() === 'yes' ? 'yes' : 'no';
  } catch {
    return 'unasked';
  } finally {
    questions.close();
  }
}

async function endCanary(work: Work, batch: Batch, isSeen: boolean): Promise<number> {
  const { door, startedAt } = work;
  door.sayGoOn(`The other ${batch.books.open} rows were not sent.`, isSeen);
  door.result(booksOf(batch, { elapsedMs: realClock.now() - startedAt }));
  return door.interrupted.aborted ? 130 : 2;
}
