import { closeBooks } from '../../actions/close-books.ts';
import { isFinished } from '../../domain/batch.ts';
import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { realClock } from '../../wiring.ts';
import { sayAudit } from '../audit-text.ts';
import { batchOf, usingBridge } from '../batch-of.ts';
import { booksOf } from '../books.ts';
import { type Door, onDoor } from '../door.ts';
import { DoorCommand } from '../door-command.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';
import { orUnavailable } from '../or-unavailable.ts';

/** `audit BATCH`: closes the books as they stand now, against the provider's list. */
export function audit(door: Door): DoorCommand {
  const command = new DoorCommand('audit', door).argument('<batch>');
  withSandboxFlag(command);
  return onDoor<SandboxFlags>(command, door, 'npx linkmill audit abcdefghijkl', async (flags, id = '') => {
    const startedAt = realClock.now();
    return usingBridge(door, configOf(door, flags), flags, false, async (open) => {
      const { mill } = open;
      const batch = await batchOf(mill.ledger, id);
      if (batch.sealedAt === undefined) throw fail('batch_incomplete', message('named_batch', { batch: id }));
      const patience = { signal: door.interrupted, isPatient: true };
      const closed = await orUnavailable(
        door,
        closeBooks(mill, batch, patience, async () => undefined),
      );
      if (isFinished(batch)) await mill.ledger.keepAudit(id, closed, 'as it is');
      sayAudit(door, batch, closed);
      const after = await batchOf(mill.ledger, id);
      door.result({ ...booksOf(after, { elapsedMs: realClock.now() - startedAt }), audit: closed });
      return closed.balanced ? 0 : 2;
    });
  });
}
