import type { Door } from '../door.ts';
import { DoorCommand } from '../door-command.ts';
import { accountAdd } from './account-add.ts';
import { accountDefault } from './account-default.ts';
import { accountList } from './account-list.ts';
import { accountRemove } from './account-remove.ts';
import { accountSign } from './account-sign.ts';

/** `account`: applications of Bridge by name, kept in Redis for every machine that reaches it. */
export function account(door: Door): DoorCommand {
  const command = new DoorCommand('account', door);
  for (const part of [accountAdd, accountList, accountRemove, accountDefault, accountSign])
    command.addCommand(part(door));
  return command;
}
