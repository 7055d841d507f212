import { startWorkers } from '../../workers/main.ts';
import { type RunEnd, type RunEvents, runBatch } from '../actions/run-batch.ts';
import type { Config } from '../config.ts';
import {
  areBooksClosed,
  type Batch,
  byDestination,
  byForged,
  byLockOut,
  byUnproven,
  type Decision,
  isLinkShown,
  isWhole,
} from '../domain/batch.ts';
import { type AppError, type FailureCode, fail } from '../domain/failure.ts';
import { reasonGiven } from '../domain/reason.ts';
import { leastTimeMs } from '../domain/settings/limits.ts';
import { type Message, message } from '../i18n/messages.ts';
import { type OpenAccount, realClock } from '../wiring.ts';
import { askWord, isYes } from './ask-word.ts';
import { exitCodeOf } from './exit-code.ts';
import { codedFailure, type Terminal } from './terminal.ts';
import { endedLinks, showAudit } from './view/audit-text.ts';
import { booksOf, type Circumstances, showBooks } from './view/books.ts';
import { createProgress } from './view/progress.ts';
import { linesOf } from './view/understood-text.ts';

/** What a command needs to work on a batch. */
export interface Work {
  readonly terminal: Terminal;
  readonly config: Config;
  readonly open: OpenAccount;
  readonly startedAt: number;
  /** The path of the report. */
  readonly report: string;
  /** The path for the rejected rows, which a person has to correct. */
  readonly rejected?: string;
}

/** Works on a batch in this process until it is done, and shows the outcome. Returns the exit code; throws where it is stopped. */
export async function workToEnd(work: Work, batch: Batch): Promise<number> {
  const { terminal, config, open, report, rejected } = work;
  const { context } = open;
  const run = runBatch(
    {
      context,
      events: eventsOf(work),
      startWorkers: () => startWorkers(context, config.concurrency),
      report,
      ...(rejected !== undefined && { rejected }),
      signal: terminal.interrupted,
    },
    batch,
  );
  return showEnd(work, await run);
}

function eventsOf({ terminal, config }: Work): RunEvents {
  const { limits, paceGuardMs } = config.bridge;
  return {
    watch() {
      const { show, stop } = createProgress(terminal, realClock.now, (rows) =>
        leastTimeMs(limits, rows, paceGuardMs),
      );
      return { show, stop, explain: explainTo(terminal) };
    },
    explain: terminal.show,
    showCanary(entries) {
      for (const { key, reference, state } of entries) {
        const isShown = state.kind === 'created' && isLinkShown(state);
        const words = isShown ? state.link.url : terminal.text(message('outcome', { outcome: state.kind }));
        terminal.write(`  ${terminal.text(message('on_line', { line: key.line }))}  ${reference}  ${words}`);
      }
    },
    async askForRest(rows) {
      const answer = await askWord(terminal, message('question_canary', { count: rows }));
      return answer === undefined ? undefined : isYes(answer);
    },
  };
}

/** Shows how a run ended; returns the exit code. Throws an AppError where the account was stopped, or forged rows are held. */
function showEnd(work: Work, end: RunEnd): number {
  const { terminal, report, startedAt } = work;
  const elapsedMs = realClock.now() - startedAt;
  switch (end.kind) {
    case 'finished':
      return showFinished(work, end, { report, audit: end.audit, elapsedMs });
    case 'stopped':
      throw appErrorOf(end.decision);
    case 'held':
      throw errorOfHeld(end.batch, end.lines);
    case 'misdirected': {
      const reported = { report, audit: end.audit, elapsedMs };
      const error = appErrorOf(end.decision);
      if (end.left > 0) terminal.show(message('misdirected_left', { count: end.left }));
      showBooks(terminal, end.batch, reported);
      terminal.show(...error.failures.map(codedFailure));
      terminal.result({ ...booksOf(end.batch, reported), error: { failures: error.failures } });
      return exitCodeOf(error);
    }
    case 'canary':
      terminal.showHowToGoOn(message('canary_rest_unsent', { count: end.batch.books.open }), end.isSeen);
      terminal.result(booksOf(end.batch, { elapsedMs }));
      return terminal.interrupted.aborted ? 130 : 2;
    case 'interrupted':
      terminal.showHowToGoOn(message('stopped_in_order', {}));
      terminal.result(booksOf(end.batch, { elapsedMs }));
      return 130;
    case 'books interrupted':
      terminal.show(message('stopped_before_books', { batch: end.batch.id }));
      terminal.result(booksOf(end.batch, { report, audit: end.audit, elapsedMs }));
      return 130;
  }
}

function showFinished(
  { terminal }: Work,
  { batch, audit, rejected }: Extract<RunEnd, { kind: 'finished' }>,
  reported: Circumstances & { readonly report: string },
): number {
  showBooks(terminal, batch, reported);
  terminal.result(booksOf(batch, reported));
  const isClosed = audit !== undefined && areBooksClosed(batch);
  if (!isClosed) terminal.show(codedFailure({ code: 'books_not_closed' }));
  const isPayable = audit !== undefined && endedLinks(audit) === 0;
  if (isClosed && !(audit.balanced && isPayable)) showAudit(terminal, batch, audit);
  if (rejected !== undefined) terminal.show(message('rows_to_correct', rejected));
  return isClosed && isWhole(batch) && audit.balanced && isPayable ? 0 : 2;
}

/** An AppError that names why the program stopped the account. */
export function appErrorOf({ by, why }: Decision): AppError {
  const codes: Readonly<Record<string, FailureCode>> = {
    [byLockOut]: 'locked_out',
    [byDestination]: 'destination_differs',
    [byUnproven]: 'destination_unproven',
    [byForged]: 'ledger_forged',
  };
  return fail(codes[by] ?? 'account_stopped', ...reasonGiven(why));
}

/** Held lines that are named, at most. */
const mostHeldNamed = 20;

/** An AppError that names the rows of a batch that are held because they were forged. */
export function errorOfHeld({ id }: Batch, lines: readonly number[]): AppError {
  const sample = linesOf({ count: lines.length, lines: lines.slice(0, mostHeldNamed) });
  const details = [message('rows_of_batch', { batch: id, lines: sample })];
  return fail('ledger_forged', ...details);
}

/** Returns a function that shows, below the progress line, why a batch does not move on. */
export function explainTo({ write, show }: Pick<Terminal, 'write' | 'show'>): (why: Message) => void {
  return (why) => {
    write('');
    show(why);
  };
}
