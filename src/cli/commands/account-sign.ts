import { fail, type Stop } from '../../domain/failure.ts';
import { moment } from '../../domain/zone-time.ts';
import { message } from '../../i18n/messages.ts';
import type { Registry, UnsignedAccount } from '../../wiring/accounts.ts';
import { sayAccount } from '../account-text.ts';
import { askWord, isYes } from '../ask-word.ts';
import { accountNamed, type OpenDesk } from '../choose-account.ts';
import { defineCommand } from '../define-command.ts';
import { accountName } from '../flags.ts';
import { indented, type Terminal, usageWrong } from '../terminal.ts';

/** `account sign [NAME]`: signs accounts that stand there unsigned, once a person has looked at them. */
export const accountSign = defineCommand({
  name: 'sign',
  arguments: '[name]',
  reads: { name: accountName },
  flags: { '--yes': true },
  example: 'account sign',
  opens: 'accounts to keep',
  async run({ terminal, desk, flags }, name) {
    desk.refuseWithoutKey();
    const registry = await desk.all();
    const accounts = unsignedOf(registry, name);
    const chosen = name === undefined ? registry.unsignedDefault : undefined;
    if (accounts.length === 0 && chosen === undefined) terminal.show(message('nothing_to_sign', {}));
    else await sign(terminal, desk, accounts, chosen, flags.yes);
    return { result: { signed: accounts.map(({ account }) => account.name), default: chosen ?? null } };
  },
});

function unsignedOf(registry: Registry, name: string | undefined): readonly UnsignedAccount[] {
  const { unsigned } = registry;
  if (name === undefined) return unsigned;
  const found = unsigned.filter(({ account }) => account.name === name);
  // A name that is not there at all is a slip.
  if (found.length === 0) accountNamed(registry, name);
  return found;
}

async function sign(
  terminal: Terminal,
  desk: OpenDesk,
  accounts: readonly UnsignedAccount[],
  chosen: string | undefined,
  yes = false,
): Promise<void> {
  for (const { account } of accounts) {
    sayAccount(terminal, account);
    indented(terminal, message('added_by', { by: account.addedBy, at: moment(account.addedAt) }));
  }
  if (chosen !== undefined) terminal.show(message('default_to_sign', { account: chosen }));
  if (!yes) {
    const answer = await askWord(terminal, message('question_sign', {}));
    terminal.interrupted.throwIfAborted();
    if (!isYes(answer)) throw fail('not_confirmed');
  }
  for (const { account } of accounts) {
    if (await desk.sign(account)) terminal.show(message('account_signed', { account: account.name }));
    else throw changedMeanwhile(account.name);
  }
  if (chosen === undefined) return;
  // Another one may have been put there while this one was looked at: what was shown is what is set.
  await desk.setDefault(chosen);
  terminal.show(message('default_account', { account: chosen }));
}

/** A Stop for an account that is another one than was looked at. */
export function changedMeanwhile(name: string): Stop {
  return usageWrong(message('account_changed_meanwhile', { account: name }));
}
