import { Command } from 'commander';
import { resumeBatch } from '../../actions/hold-batch.ts';
import { batchOf, openLedger } from '../batch-of.ts';
import { type Door, onDoor } from '../door.ts';
import { configOf, type ReasonFlags, type SandboxFlags, withReason, withSandboxFlag } from '../flags.ts';
import { person } from '../person.ts';

/** `resume [BATCH]`: a batch, or the account, goes on; also after the program stopped the account by itself. */
export function resume(door: Door): Command {
  const command = new Command('resume').argument('[batch]', 'id of the batch; the account without it');
  command.description('Lets a paused batch go on, or an account that was paused or has stopped by itself.');
  withSandboxFlag(withReason(command));
  return onDoor<SandboxFlags & ReasonFlags>(command, door, 'npx linkmill resume', async (flags, id) => {
    const open = await openLedger(door, configOf(door, flags), flags, false);
    try {
      const { mill } = open;
      const wish = { by: person(), why: flags.reason ?? '' };
      if (id === undefined) {
        await mill.ledger.resume();
        await mill.ledger.note('', { what: 'resumed', ...wish });
      } else await resumeBatch(mill, await batchOf(mill.ledger, id), wish);
      const what = id === undefined ? 'The account' : `Batch ${id}`;
      door.say(`${what} goes on, wherever a worker or a run works on it.`);
      const { stopped } = await mill.ledger.standing();
      if (stopped !== undefined)
        door.say(`The account itself is stopped (${stopped.why}): npx linkmill resume`);
      door.result({ resumed: id ?? 'account', ...wish });
      return 0;
    } finally {
      await open.close();
    }
  });
}
