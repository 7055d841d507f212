import { moment } from '../../domain/dates/zone-time.ts';
import { type AppError, fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import type { RegisteredAccounts, UnsignedAccount } from '../../wiring/accounts.ts';
import { askWord, isYes } from '../ask-word.ts';
import { accountNamed, type OpenRegistry } from '../choose-account.ts';
import { defineCommand } from '../define-command.ts';
import { accountName } from '../flags.ts';
import { indented, type Terminal, usageWrong } from '../terminal.ts';
import { showAccount } from '../view/account-text.ts';

/** `account sign [NAME]`: shows unsigned accounts of the registry and signs them once a person agrees. */
export const accountSign = defineCommand({
  name: 'sign',
  arguments: '[name]',
  reads: { name: accountName },
  flags: { '--yes': true },
  example: 'account sign',
  opens: 'accounts to change',
  async run({ terminal, registry, flags }, name) {
    registry.refuseWithoutKey();
    const registered = await registry.all();
    const accounts = unsignedOf(registered, name);
    const chosen = name === undefined ? registered.unsignedDefault : undefined;
    if (accounts.length === 0 && chosen === undefined) terminal.show(message('nothing_to_sign', {}));
    else await sign(terminal, registry, accounts, chosen, flags.yes);
    return { result: { signed: accounts.map(({ account }) => account.name), default: chosen ?? null } };
  },
});

function unsignedOf(registered: RegisteredAccounts, name: string | undefined): readonly UnsignedAccount[] {
  const { unsigned } = registered;
  if (name === undefined) return unsigned;
  const found = unsigned.filter(({ account }) => account.name === name);
  // Throws for a name that the registry does not have; a signed account has nothing to sign.
  if (found.length === 0) accountNamed(registered, name);
  return found;
}

async function sign(
  terminal: Terminal,
  registry: OpenRegistry,
  accounts: readonly UnsignedAccount[],
  chosen: string | undefined,
  yes = false,
): Promise<void> {
  for (const { account } of accounts) {
    showAccount(terminal, account);
    indented(terminal, message('added_by', { by: account.addedBy, at: moment(account.addedAt) }));
  }
  if (chosen !== undefined) terminal.show(message('default_to_sign', { account: chosen }));
  if (!yes) {
    const answer = await askWord(terminal, message('question_sign', {}));
    terminal.interrupted.throwIfAborted();
    if (!isYes(answer)) throw fail('not_confirmed');
  }
  for (const { account } of accounts) {
    if (await registry.sign(account)) terminal.show(message('account_signed', { account: account.name }));
    else throw changedMeanwhile(account.name);
  }
  if (chosen === undefined) return;
  // Somebody may have changed the default meanwhile: sets the one that the person saw.
  await registry.setDefault(chosen);
  terminal.show(message('default_account', { account: chosen }));
}

/** An AppError for an account that somebody changed while the command ran. */
export function changedMeanwhile(name: string): AppError {
  return usageWrong(message('account_changed_meanwhile', { account: name }));
}
