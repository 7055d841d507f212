import { Command } from 'commander';
import { Stop } from '../../domain/failure.ts';
import { moment } from '../../domain/zone-time.ts';
import type { Registry, UnsignedAccount } from '../../wiring/accounts.ts';
import { accountText, sayAccount } from '../account-text.ts';
import { askWord } from '../ask-word.ts';
import { accountNamed, configOfAnyAccount, type OpenDesk, openDeskAt } from '../choose-account.ts';
import { type CommonFlags, type Door, onDoor } from '../door.ts';
import { accountName } from '../flags.ts';

interface SignFlags extends CommonFlags {
  readonly yes?: true;
}

/** `account sign [NAME]`: signs accounts that stand there unsigned, once a person has looked at them. */
export function accountSign(door: Door): Command {
  const command = new Command('sign').argument('[name]', 'only this account', accountName);
  command
    .summary('sign accounts that no key of this installation has signed')
    .description(
      'Shows the accounts that no key of this installation has signed, and signs them once that is confirmed. Whoever can write to Redis can have put them there: sign what you know.',
    )
    .option('--yes', 'sign without asking what is shown');
  return onDoor<SignFlags>(command, door, 'npx linkmill account sign', async ({ yes }, name) => {
    const desk = await openDeskAt(configOfAnyAccount(), door, 'kept');
    try {
      desk.refuseWithoutKey();
      const registry = await desk.all();
      const accounts = unsignedOf(registry, name);
      const chosen = name === undefined ? registry.unsignedDefault : undefined;
      if (accounts.length === 0 && chosen === undefined) door.say('Nothing is to be signed.');
      else await sign(door, desk, accounts, chosen, yes);
      door.result({ signed: accounts.map(({ account }) => account.name), default: chosen ?? null });
      return 0;
    } finally {
      await desk.close();
    }
  });
}

function unsignedOf(registry: Registry, name: string | undefined): readonly UnsignedAccount[] {
  const { unsigned } = registry;
  if (name === undefined) return unsigned;
  const found = unsigned.filter(({ account }) => account.name === name);
  // A name that is not there at all is a slip.
  if (found.length === 0) accountNamed(registry, name);
  return found;
}

async function sign(
  door: Door,
  desk: OpenDesk,
  accounts: readonly UnsignedAccount[],
  chosen: string | undefined,
  yes = false,
): Promise<void> {
  for (const { account } of accounts) {
    sayAccount(door, accountText(account), '');
    door.say(`  added by ${account.addedBy} at ${moment(account.addedAt)}`);
  }
  if (chosen !== undefined) door.say(`The default: ${chosen}`);
  if (!yes) {
    const question = 'Secrets will be read from these places and sent to these hosts. Type yes to sign: ';
    const answer = await askWord(door, question);
    door.interrupted.throwIfAborted();
    if (!['yes', 'oui'].includes((answer ?? '').toLowerCase()))
      throw new Stop([{ code: 'not_confirmed' }], 1);
  }
  for (const { account } of accounts) {
    if (await desk.sign(account)) door.say(`Account ${account.name} is signed.`);
    else throw changedMeanwhile(account.name);
  }
  if (chosen === undefined) return;
  // Another one may have been put there while this one was looked at: what was shown is what is set.
  await desk.setDefault(chosen);
  door.say(`Account ${chosen} is the default.`);
}

/** A Stop for an account that is another one than was looked at. */
export function changedMeanwhile(name: string): Stop {
  const detail = `${name} was changed by somebody else meanwhile; run it again.`;
  return new Stop([{ code: 'usage_wrong', detail }], 1);
}
