import { cancelBatch } from '../../actions/hold-batch.ts';
import { message } from '../../i18n/messages.ts';
import { realClock } from '../../wiring.ts';
import { batchOf, usingLedger } from '../batch-of.ts';
import { booksOf, sayBooks } from '../books.ts';
import type { Door } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { configOf, type ReasonFlags, type SandboxFlags, withReason, withSandboxFlag } from '../flags.ts';
import { person } from '../person.ts';

/** `cancel BATCH`: rows that were not sent are settled as cancelled. */
export function cancel(door: Door): DoorCommand {
  const command = new DoorCommand('cancel', door).argument('<batch>');
  withSandboxFlag(withReason(command));
  const example = 'npx linkmill cancel abcdefghijkl --reason TICKET-4711';
  return onDoor<SandboxFlags & ReasonFlags>(command, door, example, async (flags, id = '') => {
    const startedAt = realClock.now();
    return usingLedger(door, configOf(door, flags), flags, false, async (open) => {
      const { ledger } = open.mill;
      const moved = await cancelBatch(open.mill, await batchOf(ledger, id), {
        by: person(),
        why: flags.reason ?? '',
      });
      const batch = await batchOf(ledger, id);
      const elapsedMs = realClock.now() - startedAt;
      door.show(message('rows_cancelled', { count: moved }));
      const { open: unsent, doubtful } = batch.books;
      if (unsent + doubtful > 0) door.show(message('rows_end_as_they_end', { count: unsent + doubtful }));
      sayBooks(door, batch, { elapsedMs });
      door.result({ ...booksOf(batch, { elapsedMs }), moved });
      return 0;
    });
  });
}
