import { pauseBatch } from '../../actions/hold-batch.ts';
import { message } from '../../i18n/messages.ts';
import { batchOf, usingLedger } from '../batch-of.ts';
import type { Door } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { configOf, type ReasonFlags, type SandboxFlags, withReason, withSandboxFlag } from '../flags.ts';
import { person } from '../person.ts';

/** `pause [BATCH]`: nothing of the batch, or of the account, is sent until it is resumed. */
export function pause(door: Door): DoorCommand {
  const command = new DoorCommand('pause', door).argument('[batch]');
  withSandboxFlag(withReason(command));
  const example = 'npx linkmill pause abcdefghijkl --reason TICKET-4711';
  return onDoor<SandboxFlags & ReasonFlags>(command, door, example, async (flags, id) => {
    return usingLedger(door, configOf(door, flags), flags, false, async (open) => {
      const { mill } = open;
      const wish = { by: person(), why: flags.reason ?? '' };
      if (id === undefined) await mill.ledger.account.stop(wish);
      else await pauseBatch(mill, await batchOf(mill.ledger, id), wish);
      const { ledger } = mill;
      const stands =
        id === undefined ? (await ledger.account.standing()).stopped : (await batchOf(ledger, id)).paused;
      if (stands !== undefined && stands.by !== wish.by)
        door.show(message('paused_before', { by: stands.by }));
      door.show(id === undefined ? message('account_paused', {}) : message('batch_paused', { batch: id }));
      door.result({ paused: id ?? 'account', ...stands });
      return 0;
    });
  });
}
