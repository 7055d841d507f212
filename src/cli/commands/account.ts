import { defineGroup } from '../define-command.ts';
import { accountAdd } from './account-add.ts';
import { accountDefault } from './account-default.ts';
import { accountList } from './account-list.ts';
import { accountRemove } from './account-remove.ts';
import { accountSign } from './account-sign.ts';

/** `account`: the registry of named applications of Bridge, stored in Redis for every machine that reaches it. */
export const account = defineGroup('account', [
  accountAdd,
  accountList,
  accountRemove,
  accountDefault,
  accountSign,
]);
