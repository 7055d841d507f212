import { Argument } from 'commander';
import { fail } from '../../domain/failure.ts';
import type { NamedAccount } from '../../domain/named-account.ts';
import { message } from '../../i18n/messages.ts';
import type { Registry } from '../../wiring/accounts.ts';
import { accountNamed, configOfAnyAccount, type OpenDesk, openDeskAt } from '../choose-account.ts';
import { type CommonFlags, type Door, onDoor } from '../door.ts';
import { DoorCommand } from '../door-command.ts';
import { accountName } from '../flags.ts';
import { openBatches } from '../open-batches.ts';

/** `account remove NAME`: forgets the name and where the secret is; the ledger stays. */
export function accountRemove(door: Door): DoorCommand {
  const command = new DoorCommand('remove', door).addArgument(new Argument('<name>').argParser(accountName));
  command.option('--force');
  const example = 'npx linkmill account remove shop';
  return onDoor<CommonFlags & { force?: true }>(command, door, example, async ({ force }, name = '') => {
    const desk = await openDeskAt(configOfAnyAccount(), door);
    try {
      const registry = await desk.all();
      if (!(force && registry.unreadable.includes(name)))
        await refuseBusy(desk, accountOf(registry, name), force);
      await desk.remove(name);
      door.show(message('account_removed', { account: name }), message('workers_follow', {}));
      door.result({ removed: name });
      return 0;
    } finally {
      await desk.close();
    }
  });
}

/** One that is not signed can be taken away, too. */
function accountOf(registry: Registry, name: string): NamedAccount {
  const unsigned = registry.unsigned.find(({ account }) => account.name === name);
  return unsigned?.account ?? accountNamed(registry, name);
}

async function refuseBusy(desk: OpenDesk, { id }: NamedAccount, force = false): Promise<void> {
  if (force) return;
  const schedules = (await desk.ledgerOf(id).schedules()).map((schedule) => schedule.name);
  if (schedules.length > 0) {
    throw fail('account_busy', message('schedules_would_stop', { schedules }));
  }
  const open = await openBatches(desk, id);
  if (open > 0) throw fail('account_busy', message('open_batches_left', { count: open }));
}
