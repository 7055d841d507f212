import { resolve } from 'node:path';
import { backUp, verifyBackup } from '../../actions/back-up.ts';
import { moment } from '../../domain/zone-time.ts';
import { message } from '../../i18n/messages.ts';
import { usingLedger } from '../batch-of.ts';
import type { Door } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';

/** `backup FILE`: the ledger of the account in a file, made while others work; or whether such a file is whole. */
export function backup(door: Door): DoorCommand {
  const command = new DoorCommand('backup', door).argument('<file>');
  withSandboxFlag(command).option('--verify');
  type Flags = SandboxFlags & { readonly verify?: true };
  return onDoor<Flags>(
    command,
    door,
    'npx linkmill backup ledger-2026-12-01.gz',
    async (flags, file = '') => {
      const path = resolve(file);
      const contents = flags.verify ? await verifyBackup(path) : await make(door, flags, path);
      const { account, at, batches, items, keys, digest } = contents;
      door.show(message('backup_is_whole', { path, account, at: moment(at), batches }));
      if (keys.length > 0) door.show(message('backup_opens_with', { keys }));
      door.result({ file: path, account, at, batches, items, keys, digest });
      return 0;
    },
  );
}

async function make(door: Door, flags: SandboxFlags, path: string) {
  return usingLedger(door, configOf(door, flags), flags, true, async (open) => {
    return await backUp(open.mill.ledger, open.account.id, path, open.vault);
  });
}
