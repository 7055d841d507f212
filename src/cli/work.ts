import { randomUUID } from 'node:crypto';
import { startWorkers } from '../../workers/main.ts';
import { approveBatch } from '../actions/submit-batch.ts';
import { canaryEntries, type WatchEnd, watchBatch, watchBooks } from '../actions/watch-batch.ts';
import { writeRejected } from '../actions/write-rejected.ts';
import { writeReport } from '../actions/write-report.ts';
import type { Config } from '../config.ts';
import {
  areBooksClosed,
  type Batch,
  byLockOut,
  type Decision,
  isFinished,
  isWhole,
} from '../domain/batch.ts';
import { describeFailure, Stop } from '../domain/failure.ts';
import { leastTimeMs } from '../domain/limits.ts';
import { type OpenMill, realClock } from '../wiring.ts';
import { askWord } from './ask-word.ts';
import { endedLinks, sayAudit } from './audit-text.ts';
import { booksOf, type Circumstances, sayBooks } from './books.ts';
import type { Door } from './door.ts';
import { count } from './findings.ts';
import { createProgress } from './progress.ts';

/** What a command that works on a batch needs to know of itself. */
export interface Work {
  readonly door: Door;
  readonly config: Config;
  readonly open: OpenMill;
  readonly startedAt: number;
  /** Where the report goes. */
  readonly report: string;
  /** Where the rows go that a person has to mend. */
  readonly rejected?: string;
}

/**
 * Works on a batch in this process until it is finished, writes the report, has the books closed and tells them. Answers the exit
 * code.
 */
export async function workToEnd(work: Work, batch: Batch): Promise<number> {
  const { open, door, config } = work;
  if (isFinished(batch) && areBooksClosed(batch)) return tellEnd(work, batch, await writeTo(work, batch));
  door.interrupted.throwIfAborted();
  const workers = startWorkers(open.mill, config.concurrency);
  try {
    let end = await watch(work, batch);
    while (end.kind === 'canary done') {
      const answer = await askAboutCanary(work, end.batch);
      if (answer !== 'yes') return await endCanary(work, end.batch, answer === 'no');
      end = await watch(work, await approveBatch(open.mill.ledger, open.mill.queue, end.batch));
    }
    if (end.kind === 'finished') return await finish(work, end.batch);
    if (end.kind === 'stopped') throw stopOf(end.decision);
  } finally {
    await workers.stop();
  }
  door.sayGoOn('Stopped; nothing is in flight.');
  // Read once more: the calls in flight have ended since.
  door.result(
    booksOf((await open.mill.ledger.read(batch.id)) ?? batch, {
      elapsedMs: realClock.now() - work.startedAt,
    }),
  );
  return 130;
}

/** A Stop that says why the program stopped the account. */
export function stopOf({ by, why }: Decision): Stop {
  const code = by === byLockOut ? 'locked_out' : 'account_stopped';
  return new Stop([{ code, detail: `It said: ${why}.` }], 1);
}

async function watch({ open, door, config }: Work, batch: Batch): Promise<WatchEnd> {
  const { limits, paceGuardMs } = config.bridge;
  const least = (rows: number) => leastTimeMs(limits, rows, paceGuardMs);
  const progress = createProgress(door, realClock.now, least);
  const explain = (why: string) => door.say(`\n${why}`);
  try {
    return await watchBatch(open.mill, batch.id, { show: progress.show, explain }, door.interrupted);
  } finally {
    progress.stop();
  }
}

/** The report is written before the books are closed: nobody who only needs the links has to wait. */
async function finish(work: Work, batch: Batch): Promise<number> {
  const { door, open } = work;
  const reported = await writeTo(work, batch);
  const closed = await watchBooks(open.mill, batch.id, door.say, door.interrupted);
  if (!areBooksClosed(closed) && door.interrupted.aborted) {
    door.say(`Stopped before the books were closed. Close them with: npx linkmill audit ${batch.id}`);
    door.result(booksOf(closed, reported));
    return 130;
  }
  // Closing may have brought something to light that the report has to show.
  const shownAtEnd = await writeTo(work, closed, reported);
  const code = tellEnd(work, closed, shownAtEnd);
  await giveBack(work, closed);
  return code;
}

/** The rows that a person has to mend, in a file of their own. */
async function giveBack({ door, open, rejected }: Work, batch: Batch): Promise<void> {
  if (rejected === undefined || batch.books.rejected - batch.leftOutRows + batch.books.refused === 0) return;
  const { rows, path } = await writeRejected(open.mill.ledger, batch, rejected, randomUUID());
  door.say(`To mend and hand in: ${path} (${count(rows, 'row')})`);
}

interface Reported extends Circumstances {
  readonly report: string;
  readonly digest: string;
}

/** Writes the report, unless it was written as the books say that it is now. */
async function writeTo(
  { open, report, startedAt }: Work,
  batch: Batch,
  before?: Reported,
): Promise<Reported> {
  const { ledger } = open.mill;
  const audit = await ledger.audit(batch.id);
  const isSame = before !== undefined && before.digest === audit?.reportDigest;
  const digest = isSame ? before.digest : await writeReport(ledger, batch, report, randomUUID());
  return { report, digest, audit, elapsedMs: realClock.now() - startedAt };
}

function tellEnd({ door }: Work, batch: Batch, reported: Reported): number {
  sayBooks(door, batch, reported);
  door.result(booksOf(batch, reported));
  const { audit } = reported;
  if (audit === undefined || !areBooksClosed(batch)) {
    door.say(`books_not_closed: ${describeFailure({ code: 'books_not_closed' })}`);
    return 2;
  }
  const isPayable = endedLinks(audit) === 0;
  if (!audit.balanced || !isPayable) sayAudit(door, batch, audit);
  return isWhole(batch) && audit.balanced && isPayable ? 0 : 2;
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
  const question = `Open the links and look at them. Send the other ${batch.books.open} rows? Type yes: `;
  const answer = await askWord(door, question);
  if (answer === undefined) return 'unasked';
  return ['yes', 'oui'].includes(answer.toLowerCase()) ? 'yes' : 'no';
}

async function endCanary(work: Work, batch: Batch, isSeen: boolean): Promise<number> {
  const { door, startedAt } = work;
  door.sayGoOn(`The other ${batch.books.open} rows were not sent.`, isSeen);
  door.result(booksOf(batch, { elapsedMs: realClock.now() - startedAt }));
  return door.interrupted.aborted ? 130 : 2;
}
