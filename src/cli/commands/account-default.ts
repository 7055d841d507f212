import { Argument } from 'commander';
import { message } from '../../i18n/messages.ts';
import { accountNamed, configOfAnyAccount, openDeskAt } from '../choose-account.ts';
import { type Door, usageWrong } from '../door.ts';
import { type CommonFlags, DoorCommand, onDoor } from '../door-command.ts';
import { accountName } from '../flags.ts';

/** `account default [NAME]`: which account is meant where nothing else names one. */
export function accountDefault(door: Door): DoorCommand {
  const command = new DoorCommand('default', door).addArgument(new Argument('[name]').argParser(accountName));
  command.option('--none');
  const example = 'npx linkmill account default shop';
  return onDoor<CommonFlags & { none?: true }>(command, door, example, async ({ none }, name) => {
    if (none && name !== undefined) throw usageWrong(message('name_or_none', {}));
    const config = configOfAnyAccount();
    const desk = await openDeskAt(config, door);
    try {
      if (name !== undefined) accountNamed(await desk.all(), name);
      if (none || name !== undefined) await desk.setDefault(name);
      const { defaultName } = await desk.all();
      door.show(
        defaultName === undefined
          ? message('no_default_account', {})
          : message('default_account', { account: defaultName }),
      );
      if (config.accountName !== undefined)
        door.show(message('setting_before_default', { account: config.accountName }));
      else if (config.bridge.clientId !== undefined) door.show(message('environment_before_default', {}));
      door.result({ default: defaultName ?? null });
      return 0;
    } finally {
      await desk.close();
    }
  });
}
