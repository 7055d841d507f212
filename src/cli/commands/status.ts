import { lateNotices } from '../../actions/notify/diagnose-notices.ts';
import { pausedText } from '../../actions/watch-batch.ts';
import { areBooksClosed, type Batch, byForged, isFinished } from '../../domain/batch.ts';
import { moment } from '../../domain/dates/zone-time.ts';
import { reasonText } from '../../domain/reason.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { type Ledger, realClock } from '../../wiring.ts';
import { batchOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import type { Terminal } from '../terminal.ts';
import { acceptedText, stoppedText } from '../view/account-text.ts';
import { booksOf, showBooks } from '../view/books.ts';
import { showForged } from '../view/forged-text.ts';
import { runResult, showWholeRun, viewOf } from '../view/schedule-text.ts';

/** Batches that `status` lists without an id, newest first, at most. */
const mostListed = 50;

/** `status [BATCH]`: the state of the account with its batches, or the books of one batch. */
export const status = defineCommand({
  name: 'status',
  arguments: '[batch]',
  flags: { ...sandboxFlags, '--last-runs': true },
  example: 'status --json',
  opens: 'ledger',
  async run({ terminal, flags, context, ledger }, id) {
    const { stopped, unprovenAccepted } = await ledger.account.status();
    if (stopped !== undefined) terminal.show(message('account_is', { stands: stoppedText(stopped) }));
    if (stopped?.by === byForged) showForged(terminal, await ledger.forgeries.newForgeries());
    if (unprovenAccepted !== undefined) terminal.show(acceptedText(unprovenAccepted));
    const late = await lateNotices(context);
    if (late > 0) terminal.show(message('notices_late', { count: late }));
    if (flags.lastRuns) return { result: { scheduledRuns: await showLastRuns(terminal, ledger) } };
    if (id !== undefined) return { result: await showBatch(terminal, ledger, id) };
    const batches = await ledger.batches.list(mostListed);
    if (terminal.account !== undefined)
      terminal.show(message('account_heading', { account: terminal.account.name }));
    if (batches.length === 0) terminal.show(message('no_batch_yet', {}));
    for (const batch of batches) terminal.show(lineOf(terminal, batch));
    return { result: { batches: batches.map((batch) => booksOf(batch, { elapsedMs: elapsedOf(batch) })) } };
  },
});

async function showBatch(terminal: Terminal, ledger: Ledger, id: string) {
  const batch = await batchOf(ledger, id);
  const circumstances = { elapsedMs: elapsedOf(batch), audit: await ledger.audits.read(id) };
  showBooks(terminal, batch, circumstances);
  terminal.write(`  ${stateText(terminal, batch)}`);
  const lines = await ledger.forgeries.heldRows(id);
  showForged(
    terminal,
    lines.map((line) => ({ batch: id, line })),
  );
  const held = lines.length > 0 && { heldLines: lines };
  return { ...booksOf(batch, circumstances), state: stateOf(batch), ...held };
}

/** Runs that are searched backwards for one that was not missed, at most. */
const mostRuns = 500;

/** Shows the last run of each schedule that was not missed, with its files and what a person can do next. */
async function showLastRuns(terminal: Terminal, ledger: Ledger): Promise<Record<string, unknown>[]> {
  const scheduledRuns: Record<string, unknown>[] = [];
  for (const { name } of await ledger.schedules.list()) {
    const run = (await ledger.schedules.runs(name, mostRuns)).find(({ state }) => state !== 'missed');
    if (run === undefined) {
      terminal.show(message('schedule_without_run', { name }));
      continue;
    }
    const view = await viewOf(ledger, run);
    showWholeRun(terminal, view);
    scheduledRuns.push(runResult(view));
  }
  if (scheduledRuns.length === 0) terminal.show(message('no_scheduled_run_yet', {}));
  return scheduledRuns;
}

/** The time from the submission to the last outcome, or to now, in ms. */
function elapsedOf({ submittedAt, finishedAt }: Batch): number {
  return (finishedAt ?? realClock.now()) - submittedAt;
}

/** The progress of the batch, and the decisions of people. */
function stateOf(batch: Batch): Message[] {
  return [progressOf(batch), ...decisionsOf(batch)];
}

function stateText({ text }: Pick<Terminal, 'text'>, batch: Batch): string {
  return stateOf(batch).map(text).join('; ');
}

/** Whether people revoked or cancelled the batch; rows may have been reissued or requeued since. */
function decisionsOf({ revoked, cancelled, books }: Batch): Message[] {
  if (revoked !== undefined) {
    const { by, why } = revoked;
    const at = moment(revoked.at);
    return [
      why
        ? message('batch_revoked_for', { by, at, why: reasonText(why) })
        : message('batch_revoked', { by, at }),
    ];
  }
  if (cancelled === undefined || books.cancelled === 0) return [];
  const { by, why } = cancelled;
  return [
    why
      ? message('batch_cancelled_for', { by, why: reasonText(why) })
      : message('batch_cancelled_by', { by }),
  ];
}

function progressOf(batch: Batch): Message {
  if (batch.missingKey !== undefined) return message('batch_key_missing', { key: batch.missingKey });
  if (batch.isForged) return message('batch_forged', {});
  if (batch.committedAt === undefined) return message('batch_incomplete', {});
  if (isFinished(batch)) {
    if (!areBooksClosed(batch)) return message('batch_finished_open', {});
    return message(batch.isBalanced ? 'batch_finished_balanced' : 'batch_finished_unbalanced', {});
  }
  if (batch.paused !== undefined) return pausedText(batch.paused);
  return message(batch.heldAfter === undefined ? 'batch_is_open' : 'batch_awaits_approval', {});
}

function lineOf(terminal: Pick<Terminal, 'text'>, batch: Batch): Message {
  const { id, file, books, submittedAt, knownCreated } = batch;
  const at = `${new Date(submittedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const created = books.created + knownCreated;
  return message('batch_line', {
    batch: id,
    at,
    created,
    rows: books.rows,
    state: stateText(terminal, batch),
    file,
  });
}
