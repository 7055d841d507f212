import { randomUUID } from 'node:crypto';
import { startWorkers } from '../../workers/main.ts';
import { seeLinks } from '../actions/see-links.ts';
import { approveBatch } from '../actions/submit-batch.ts';
import {
  canaryEntries,
  type WatchEnd,
  watchBatch,
  watchBooks,
  watchMisdirected,
} from '../actions/watch-batch.ts';
import { writeRejected } from '../actions/write-rejected.ts';
import { writeReport } from '../actions/write-report.ts';
import type { Config } from '../config.ts';
import {
  areBooksClosed,
  type Batch,
  byDestination,
  byForged,
  byLockOut,
  byUnproven,
  type Decision,
  isByDestination,
  isByPerson,
  isFinished,
  isLinkShown,
  isWhole,
} from '../domain/batch.ts';
import { type FailureCode, Stop } from '../domain/failure.ts';
import { leastTimeMs } from '../domain/limits.ts';
import { reasonGiven } from '../domain/reason.ts';
import { type Message, message } from '../i18n/messages.ts';
import { type OpenMill, realClock } from '../wiring.ts';
import { askWord, isYes } from './ask-word.ts';
import { endedLinks, sayAudit } from './audit-text.ts';
import { batchOf } from './batch-of.ts';
import { booksOf, type Circumstances, sayBooks } from './books.ts';
import { codedFailure, type Door } from './door.ts';
import { orUnavailable } from './or-unavailable.ts';
import { createProgress } from './progress.ts';
import { linesOf } from './understood-text.ts';

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
      const stopped = await verifyCanary(work, end.batch);
      if (stopped !== undefined) return await endStopped(work, end.batch, stopped);
      const answer = await askAboutCanary(work, end.batch);
      if (answer !== 'yes') return await endCanary(work, end.batch, answer === 'no');
      end = await watch(work, await approveBatch(open.mill.ledger, open.mill.queue, end.batch));
    }
    if (end.kind === 'finished') return await finish(work, end.batch);
    if (end.kind === 'stopped') return await endStopped(work, end.batch, end.decision);
    if (end.kind === 'held') throw heldStop(end.batch, end.lines);
  } finally {
    await workers.stop();
  }
  door.sayGoOn(message('stopped_in_order', {}));
  // Read once more: the calls in flight have ended since.
  door.result(
    booksOf((await open.mill.ledger.read(batch.id)) ?? batch, {
      elapsedMs: realClock.now() - work.startedAt,
    }),
  );
  return 130;
}

/** A Stop that says why the program stopped the account. */
export function stopOf(decision: Decision): Stop {
  const { by, why } = decision;
  const codes: Readonly<Record<string, FailureCode>> = {
    [byLockOut]: 'locked_out',
    [byDestination]: 'destination_differs',
    [byUnproven]: 'destination_unproven',
    [byForged]: 'ledger_forged',
  };
  if (isByDestination(decision) || by === byForged)
    return new Stop([{ code: codes[by] ?? 'destination_differs', details: reasonGiven(why) }], 2);
  return new Stop([{ code: codes[by] ?? 'account_stopped', details: reasonGiven(why) }], 1);
}

/** So many lines of rows that are held are named. */
const mostHeldNamed = 20;

/** A Stop that names rows of a batch that are held since they were forged. */
export function heldStop({ id }: Batch, lines: readonly number[]): Stop {
  const sample = linesOf({ count: lines.length, lines: lines.slice(0, mostHeldNamed) });
  const details = [message('rows_of_batch', { batch: id, lines: sample })];
  return new Stop([{ code: 'ledger_forged', details }], 2);
}

/** Shows why a batch does not move on, below the line of its progress. */
export function explainTo({ write, show }: Pick<Door, 'write' | 'show'>): (why: Message) => void {
  return (why) => {
    write('');
    show(why);
  };
}

/** Bridge shows where the links of the canary lead before a person does; how the account was stopped, where it was. */
async function verifyCanary({ open, door }: Work, batch: Batch): Promise<Decision | undefined> {
  const { mill } = open;
  // More than a few are read from the list, which may lag.
  if (batch.books.created > mostCanaryById)
    await realClock.sleep(mill.times.listingDelayMs, door.interrupted);
  const patience = { signal: door.interrupted, isPatient: true };
  await orUnavailable(
    door,
    seeLinks(mill, batch, patience, async () => undefined),
  );
  const { stopped } = await mill.ledger.standing();
  return stopped !== undefined && !isByPerson(stopped) ? stopped : undefined;
}

/** So many links of a canary are read one by one. */
const mostCanaryById = 20;

/**
 * The program has stopped the account. Where links lead elsewhere, they are revoked first, and seen revoked; the report shows the others.
 */
async function endStopped(work: Work, { id }: Batch, decision: Decision): Promise<number> {
  const { door, open } = work;
  const { failures, exitCode } = stopOf(decision);
  if (!isByDestination(decision)) throw new Stop(failures, exitCode);
  const left = await watchMisdirected(open.mill, id, door.show, door.interrupted);
  if (left > 0) door.show(message('misdirected_left', { count: left }));
  const batch = await batchOf(open.mill.ledger, id);
  const reported = await writeTo(work, batch);
  sayBooks(door, batch, reported);
  door.show(...failures.map(codedFailure));
  door.result({ ...booksOf(batch, reported), error: { failures } });
  return exitCode;
}

async function watch({ open, door, config }: Work, batch: Batch): Promise<WatchEnd> {
  const { limits, paceGuardMs } = config.bridge;
  const least = (rows: number) => leastTimeMs(limits, rows, paceGuardMs);
  const progress = createProgress(door, realClock.now, least);
  try {
    return await watchBatch(
      open.mill,
      batch.id,
      { show: progress.show, explain: explainTo(door) },
      door.interrupted,
    );
  } finally {
    progress.stop();
  }
}

/** The report is written once the books are closed: no link is shown before Bridge has shown where it leads. */
async function finish(work: Work, batch: Batch): Promise<number> {
  const { door, open } = work;
  const closed = await watchBooks(open.mill, batch.id, door.show, door.interrupted);
  const { stopped } = await open.mill.ledger.standing();
  if (!isFinished(closed) && stopped !== undefined && (isByDestination(stopped) || stopped.by === byForged))
    return endStopped(work, closed, stopped);
  const reported = await writeTo(work, closed);
  if (!areBooksClosed(closed) && door.interrupted.aborted) {
    door.show(message('stopped_before_books', { batch: batch.id }));
    door.result(booksOf(closed, reported));
    return 130;
  }
  const code = tellEnd(work, closed, reported);
  await giveBack(work, closed);
  return code;
}

/** The rows that a person has to mend, in a file of their own. */
async function giveBack({ door, open, rejected }: Work, batch: Batch): Promise<void> {
  if (rejected === undefined || batch.books.rejected - batch.leftOutRows + batch.books.refused === 0) return;
  const { rows, path } = await writeRejected(open.mill.ledger, batch, rejected, randomUUID());
  door.show(message('rows_to_correct', { path, rows }));
}

interface Reported extends Circumstances {
  readonly report: string;
}

async function writeTo({ open, report, startedAt }: Work, batch: Batch): Promise<Reported> {
  const { ledger } = open.mill;
  const audit = await ledger.audit(batch.id);
  await writeReport(ledger, batch, report, randomUUID());
  return { report, audit, elapsedMs: realClock.now() - startedAt };
}

function tellEnd({ door }: Work, batch: Batch, reported: Reported): number {
  sayBooks(door, batch, reported);
  door.result(booksOf(batch, reported));
  const { audit } = reported;
  if (audit === undefined || !areBooksClosed(batch)) {
    door.show(codedFailure({ code: 'books_not_closed' }));
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
    const isShown = state.kind === 'created' && isLinkShown(state);
    const stands = isShown ? state.link.url : door.text(message('outcome', { outcome: state.kind }));
    door.write(`  ${door.text(message('on_line', { line: key.line }))}  ${reference}  ${stands}`);
  }
  if (entries.some(({ state }) => state.kind !== 'created')) return 'unasked';
  if (batch.books.open === 0) return 'yes';
  const answer = await askWord(door, message('question_canary', { count: batch.books.open }));
  if (answer === undefined) return 'unasked';
  return isYes(answer) ? 'yes' : 'no';
}

async function endCanary(work: Work, batch: Batch, isSeen: boolean): Promise<number> {
  const { door, startedAt } = work;
  door.sayGoOn(message('canary_rest_unsent', { count: batch.books.open }), isSeen);
  door.result(booksOf(batch, { elapsedMs: realClock.now() - startedAt }));
  return door.interrupted.aborted ? 130 : 2;
}
