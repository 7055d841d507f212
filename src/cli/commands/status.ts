import { Command } from 'commander';
import { lateNotices } from '../../actions/diagnose-notices.ts';
import { areBooksClosed, type Batch, byForged, type Decision, isFinished } from '../../domain/batch.ts';
import { moment } from '../../domain/zone-time.ts';
import { realClock } from '../../wiring.ts';
import { batchOf, openLedger } from '../batch-of.ts';
import { booksOf, sayBooks } from '../books.ts';
import { type Door, onDoor } from '../door.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';
import { sayForged } from '../forged-text.ts';
import { sayLastNight } from '../last-night.ts';

/** Batches listed without an id, newest first. */
const mostListed = 50;

interface StatusFlags extends SandboxFlags {
  readonly lastNight?: true;
}

/** `status [BATCH]`: the batches of the account, or the books of one. */
export function status(door: Door): Command {
  const command = new Command('status').argument('[batch]', 'id of the batch; all of them without it');
  command.description('Shows the batches of the account, or the books of one.');
  withSandboxFlag(command).option('--last-night', 'the last slot of each schedule, and what to do');
  const example = 'npx linkmill status --json';
  return onDoor<StatusFlags>(command, door, example, async (flags, id) => {
    const open = await openLedger(door, configOf(door, flags), flags);
    try {
      const { ledger } = open.mill;
      const { stopped, unprovenAccepted } = await ledger.standing();
      if (stopped !== undefined)
        door.say(
          `The account is stopped by ${stopped.by} since ${moment(stopped.at)}: ${stopped.why || 'no reason given'}`,
        );
      if (stopped?.by === byForged) sayForged(door, await ledger.newForgeries());
      if (unprovenAccepted !== undefined) door.say(acceptedText(unprovenAccepted));
      const late = await lateNotices(open.mill);
      if (late > 0) door.say(`Notices that did not arrive in a week: ${late}. Why: npx linkmill notice list`);
      if (flags.lastNight) return await sayLastNight(door, ledger);
      if (id !== undefined) {
        const batch = await batchOf(ledger, id);
        const circumstances = { elapsedMs: elapsedOf(batch), audit: await ledger.audit(id) };
        sayBooks(door, batch, circumstances);
        door.say(`  ${stateOf(batch)}`);
        const lines = await ledger.heldRows(id);
        sayForged(
          door,
          lines.map((line) => ({ batch: id, line })),
        );
        const held = lines.length > 0 && { heldLines: lines };
        door.result({ ...booksOf(batch, circumstances), state: stateOf(batch), ...held });
        return 0;
      }
      const batches = await ledger.list(mostListed);
      if (door.account !== undefined) door.say(`Account ${door.account.name}:`);
      if (batches.length === 0) door.say('No batch was handed in yet.');
      for (const batch of batches) door.say(lineOf(batch));
      door.result({ batches: batches.map((batch) => booksOf(batch, { elapsedMs: elapsedOf(batch) })) });
      return 0;
    } finally {
      await open.close();
    }
  });
}

/** Who sends though Bridge does not show where its links lead. */
function acceptedText({ by, at, why }: Decision): string {
  return `Bridge does not show to which account its links lead; accepted by ${by} since ${moment(at)}: ${why}`;
}

/** From handing in to the last outcome, or to now. */
function elapsedOf({ submittedAt, finishedAt }: Batch): number {
  return (finishedAt ?? realClock.now()) - submittedAt;
}

function stateOf(batch: Batch): string {
  return [progressOf(batch), ...decisionsOf(batch)].join('; ');
}

/** What people decided; rows may have been reissued or given back since. */
function decisionsOf({ revoked, cancelled, books }: Batch): string[] {
  const why = (text: string) => (text === '' ? '' : `: ${text}`);
  if (revoked !== undefined) return [`revoked by ${revoked.by} ${moment(revoked.at)}${why(revoked.why)}`];
  if (cancelled === undefined || books.cancelled === 0) return [];
  return [`cancelled by ${cancelled.by}${why(cancelled.why)}`];
}

function progressOf(batch: Batch): string {
  if (batch.missingKey !== undefined) return `ITS KEY ${batch.missingKey} IS NOT HERE (key_missing)`;
  if (batch.isForged) return 'NOT WHAT WAS HANDED IN (ledger_forged)';
  if (batch.sealedAt === undefined) return 'not handed in whole: run the same file again';
  if (isFinished(batch)) {
    if (!areBooksClosed(batch)) return 'finished, books not closed yet';
    return batch.isBalanced ? 'finished, books balanced' : 'finished, BOOKS NOT BALANCED';
  }
  if (batch.paused !== undefined)
    return `paused by ${batch.paused.by}${batch.paused.why && `: ${batch.paused.why}`}`;
  return batch.heldAfter === undefined ? 'open' : 'awaiting approval after the canary';
}

function lineOf(batch: Batch): string {
  const { books, submittedAt } = batch;
  const date = `${new Date(submittedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `${batch.id}  ${date}  ${books.created + batch.knownCreated}/${books.rows} with a link  ${stateOf(batch)}  ${batch.file}`;
}
