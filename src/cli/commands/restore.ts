import { resolve } from 'node:path';
import { Command } from 'commander';
import { restoreLedger } from '../../actions/back-up.ts';
import { Stop } from '../../domain/failure.ts';
import { moment } from '../../domain/zone-time.ts';
import type { OpenMill } from '../../wiring.ts';
import { openLedger } from '../batch-of.ts';
import { type Door, onDoor } from '../door.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';

interface RestoreFlags extends SandboxFlags {
  readonly abandon?: true;
}

/** `restore FILE`: a backup into an empty ledger; or out of it again, where that was not ended. */
export function restore(door: Door): Command {
  const command = new Command('restore').argument('[file]', 'what `linkmill backup` wrote');
  command.description(
    "Puts a backup into an empty ledger. Nothing is sent before Bridge's list was looked over for links made since.",
  );
  command.option('--abandon', 'empty a ledger whose restore was begun and not ended');
  withSandboxFlag(command);
  return onDoor<RestoreFlags>(
    command,
    door,
    'npx linkmill restore ledger-2026-12-01.gz',
    async (flags, file) => {
      if ((file === undefined) !== (flags.abandon ?? false))
        throw new Stop([{ code: 'usage_wrong', detail: 'Give either a file or --abandon.' }], 1);
      const open = await openLedger(door, configOf(door, flags), flags, 'restores');
      try {
        return await (file === undefined ? abandon(door, open) : putBack(door, open, resolve(file)));
      } finally {
        await open.close();
      }
    },
  );
}

async function putBack(
  door: Door,
  { mill: { ledger }, account, vault }: OpenMill,
  path: string,
): Promise<number> {
  const restored = await restoreLedger(ledger, account.id, path, vault);
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
}

async function abandon(door: Door, { mill }: OpenMill): Promise<number> {
  const abandoned = await mill.ledger.abandonRestore();
  door.say(
    abandoned
      ? 'The half restored ledger is empty again.'
      : 'No restore of this ledger was begun and not ended: nothing was done.',
  );
  door.result({ abandoned });
  return abandoned ? 0 : 1;
}
