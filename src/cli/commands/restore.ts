import { resolve } from 'node:path';
import { Command } from 'commander';
import { restoreLedger } from '../../actions/back-up.ts';
import { moment } from '../../domain/zone-time.ts';
import { openLedger } from '../batch-of.ts';
import { type Door, onDoor } from '../door.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';

/** `restore FILE`: a backup into an empty ledger. */
export function restore(door: Door): Command {
  const command = new Command('restore').argument('<file>', 'what `linkmill backup` wrote');
  command.description(
    "Puts a backup into an empty ledger. Nothing is sent before Bridge's list was looked over for links made since.",
  );
  withSandboxFlag(command);
  return onDoor<SandboxFlags>(
    command,
    door,
    'npx linkmill restore ledger-2026-12-01.gz',
    async (flags, file = '') => {
      const open = await openLedger(door, configOf(door, flags), flags, 'restores');
      try {
        const { ledger } = open.mill;
        const restored = await restoreLedger(ledger, open.account.id, resolve(file));
        const { at, batches, rows, incomplete } = restored;
        door.say(
          `Restored: batches ${batches}, rows ${rows}, as of ${moment(at)}. What people decided since is forgotten: look at pauses, cancellations and revocations again.`,
        );
        door.say("The next run, or worker, looks Bridge's list over before it sends anything.");
        for (const id of incomplete) {
          const name = (await ledger.read(id))?.file ?? '';
          door.say(`Batch ${id} was being handed in when the backup was made: run ${name} again.`);
        }
        door.result({ restored: true, at, batches, rows, incomplete });
        return 0;
      } finally {
        await open.close();
      }
    },
  );
}
