import { fail } from '../../domain/failure.ts';
import type { NamedAccount } from '../../domain/named-account.ts';
import { message } from '../../i18n/messages.ts';
import type { RegisteredAccounts } from '../../wiring/accounts.ts';
import { accountNamed, type OpenRegistry } from '../choose-account.ts';
import { defineCommand } from '../define-command.ts';
import { accountName } from '../flags.ts';
import { openBatches } from '../open-batches.ts';

/** `account remove NAME`: removes an account from the registry, with its secret; its ledger stays. */
export const accountRemove = defineCommand({
  name: 'remove',
  arguments: '<name>',
  reads: { name: accountName },
  flags: { '--force': true },
  example: 'account remove shop',
  opens: 'accounts',
  async run({ terminal, registry, flags: { force } }, name) {
    const accounts = await registry.all();
    if (!(force && accounts.unreadable.includes(name)))
      await refuseBusy(registry, accountOf(accounts, name), force);
    await registry.remove(name);
    terminal.show(message('account_removed', { account: name }), message('workers_follow', {}));
    return { result: { removed: name } };
  },
});

/** Finds an account by its name; unlike elsewhere, an unsigned one as well. */
function accountOf(accounts: RegisteredAccounts, name: string): NamedAccount {
  const unsigned = accounts.unsigned.find(({ account }) => account.name === name);
  return unsigned?.account ?? accountNamed(accounts, name);
}

async function refuseBusy(registry: OpenRegistry, { id }: NamedAccount, force = false): Promise<void> {
  if (force) return;
  const schedules = (await registry.ledgerOf(id).schedules.list()).map((schedule) => schedule.name);
  if (schedules.length > 0) {
    throw fail('account_busy', message('schedules_would_stop', { schedules }));
  }
  const open = await openBatches(registry, id);
  if (open > 0) throw fail('account_busy', message('open_batches_left', { count: open }));
}
