import { Command } from 'commander';
import { Stop } from '../../domain/failure.ts';
import { accountNamed, configOfAnyAccount, openDeskAt } from '../choose-account.ts';
import { type CommonFlags, type Door, onDoor } from '../door.ts';
import { accountName } from '../flags.ts';

/** `account default [NAME]`: which account is meant where nothing else names one. */
export function accountDefault(door: Door): Command {
  const command = new Command('default').argument('[name]', 'an account of the list', accountName);
  command
    .summary('which account is meant where nothing names one')
    .description(
      'Chooses, or shows, the account that is meant where neither a flag nor the environment names one.',
    )
    .option('--none', 'no account is meant');
  const example = 'npx linkmill account default shop';
  return onDoor<CommonFlags & { none?: true }>(command, door, example, async ({ none }, name) => {
    if (none && name !== undefined)
      throw new Stop([{ code: 'usage_wrong', detail: 'Either a name, or --none.' }], 1);
    const config = configOfAnyAccount();
    const desk = await openDeskAt(config, door);
    try {
      if (name !== undefined) accountNamed(await desk.all(), name);
      if (none || name !== undefined) await desk.setDefault(name);
      const { defaultName } = await desk.all();
      door.say(
        defaultName === undefined ? 'No account is the default.' : `Account ${defaultName} is the default.`,
      );
      if (config.accountName !== undefined)
        door.say(`Here LINKMILL_ACCOUNT goes first: account ${config.accountName} is meant.`);
      else if (config.bridge.clientId !== undefined)
        door.say('Here BRIDGE_CLIENT_ID goes first: the account of the environment is meant.');
      door.result({ default: defaultName ?? null });
      return 0;
    } finally {
      await desk.close();
    }
  });
}
