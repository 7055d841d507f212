import { lateNotices } from '../../actions/diagnose-notices.ts';
import { pausedText } from '../../actions/watch-batch.ts';
import { areBooksClosed, type Batch, byForged, isFinished } from '../../domain/batch.ts';
import { reasonText } from '../../domain/reason.ts';
import { moment } from '../../domain/zone-time.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { realClock } from '../../wiring.ts';
import { acceptedText, stoppedText } from '../account-text.ts';
import { batchOf, usingLedger } from '../batch-of.ts';
import { booksOf, sayBooks } from '../books.ts';
import type { Door } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';
import { sayForged } from '../forged-text.ts';
import { sayLastNight } from '../last-night.ts';

/** Batches listed without an id, newest first. */
const mostListed = 50;

interface StatusFlags extends SandboxFlags {
  readonly lastNight?: true;
}

/** `status [BATCH]`: the batches of the account, or the books of one. */
export function status(door: Door): DoorCommand {
  const command = new DoorCommand('status', door).argument('[batch]');
  withSandboxFlag(command).option('--last-night');
  const example = 'npx linkmill status --json';
  return onDoor<StatusFlags>(command, door, example, async (flags, id) => {
    return usingLedger(door, configOf(door, flags), flags, true, async (open) => {
      const { ledger } = open.mill;
      const { stopped, unprovenAccepted } = await ledger.account.standing();
      if (stopped !== undefined) door.show(message('account_is', { stands: stoppedText(stopped) }));
      if (stopped?.by === byForged) sayForged(door, await ledger.forgeries.newForgeries());
      if (unprovenAccepted !== undefined) door.show(acceptedText(unprovenAccepted));
      const late = await lateNotices(open.mill);
      if (late > 0) door.show(message('notices_late', { count: late }));
      if (flags.lastNight) return await sayLastNight(door, ledger);
      if (id !== undefined) {
        const batch = await batchOf(ledger, id);
        const circumstances = { elapsedMs: elapsedOf(batch), audit: await ledger.audits.read(id) };
        sayBooks(door, batch, circumstances);
        door.write(`  ${stateText(door, batch)}`);
        const lines = await ledger.forgeries.heldRows(id);
        sayForged(
          door,
          lines.map((line) => ({ batch: id, line })),
        );
        const held = lines.length > 0 && { heldLines: lines };
        door.result({ ...booksOf(batch, circumstances), state: stateOf(batch), ...held });
        return 0;
      }
      const batches = await ledger.batches.list(mostListed);
      if (door.account !== undefined) door.show(message('account_heading', { account: door.account.name }));
      if (batches.length === 0) door.show(message('no_batch_yet', {}));
      for (const batch of batches) door.show(lineOf(door, batch));
      door.result({ batches: batches.map((batch) => booksOf(batch, { elapsedMs: elapsedOf(batch) })) });
      return 0;
    });
  });
}

/** From handing in to the last outcome, or to now. */
function elapsedOf({ submittedAt, finishedAt }: Batch): number {
  return (finishedAt ?? realClock.now()) - submittedAt;
}

/** How far the batch is, and what people decided. */
function stateOf(batch: Batch): Message[] {
  return [progressOf(batch), ...decisionsOf(batch)];
}

function stateText({ text }: Pick<Door, 'text'>, batch: Batch): string {
  return stateOf(batch).map(text).join('; ');
}

/** What people decided; rows may have been reissued or given back since. */
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
  if (batch.sealedAt === undefined) return message('batch_incomplete', {});
  if (isFinished(batch)) {
    if (!areBooksClosed(batch)) return message('batch_finished_open', {});
    return message(batch.isBalanced ? 'batch_finished_balanced' : 'batch_finished_unbalanced', {});
  }
  if (batch.paused !== undefined) return pausedText(batch.paused);
  return message(batch.heldAfter === undefined ? 'batch_is_open' : 'batch_awaits_approval', {});
}

function lineOf(door: Pick<Door, 'text'>, batch: Batch): Message {
  const { id, file, books, submittedAt, knownCreated } = batch;
  const at = `${new Date(submittedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const created = books.created + knownCreated;
  return message('batch_line', {
    batch: id,
    at,
    created,
    rows: books.rows,
    state: stateText(door, batch),
    file,
  });
}
