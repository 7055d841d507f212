import { resolve } from 'node:path';
import { restoreLedger } from '../../actions/back-up.ts';
import { moment } from '../../domain/zone-time.ts';
import { message } from '../../i18n/messages.ts';
import type { OpenMill } from '../../wiring.ts';
import { usingLedger } from '../batch-of.ts';
import { type Door, usageWrong } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';

interface RestoreFlags extends SandboxFlags {
  readonly abandon?: true;
}

/** `restore FILE`: a backup into an empty ledger; or out of it again, where that was not ended. */
export function restore(door: Door): DoorCommand {
  const command = new DoorCommand('restore', door).argument('[file]');
  command.option('--abandon');
  withSandboxFlag(command);
  return onDoor<RestoreFlags>(
    command,
    door,
    'npx linkmill restore ledger-2026-12-01.gz',
    async (flags, file) => {
      if ((file === undefined) !== (flags.abandon ?? false)) throw usageWrong(message('file_or_abandon', {}));
      return usingLedger(door, configOf(door, flags), flags, 'restores', async (open) => {
        return await (file === undefined ? abandon(door, open) : putBack(door, open, resolve(file)));
      });
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
  door.show(message('restored', { batches, rows, at: moment(at) }), message('list_read_before_sending', {}));
  for (const id of incomplete) {
    const name = (await ledger.batches.read(id))?.file ?? '';
    door.show(message('batch_to_submit_again', { batch: id, file: name }));
  }
  door.result({ restored: true, at, batches, rows, incomplete });
  return 0;
}

async function abandon(door: Door, { mill }: OpenMill): Promise<number> {
  const abandoned = await mill.ledger.copies.abandonRestore();
  door.show(abandoned ? message('restore_abandoned', {}) : message('no_restore_to_abandon', {}));
  door.result({ abandoned });
  return abandoned ? 0 : 1;
}
