import { Command } from 'commander';
import type { Decision } from '../../domain/batch.ts';
import { describeFailure, type Failure, Stop } from '../../domain/failure.ts';
import type { NamedAccount } from '../../domain/named-account.ts';
import { moment } from '../../domain/zone-time.ts';
import { type AccountText, accountText, sayAccount } from '../account-text.ts';
import { configOfAnyAccount, type OpenDesk, openDeskAt } from '../choose-account.ts';
import { type CommonFlags, type Door, onDoor } from '../door.ts';
import { openBatches, openBatchesText } from '../open-batches.ts';
import { unsignedDefaultFailure, unsignedFailure } from '../unsigned.ts';

/** `account list`: the accounts by name, and how each stands; never a secret. */
export function accountList(door: Door): Command {
  const command = new Command('list')
    .summary('show the accounts by name')
    .description('Shows the accounts by name, where the secret of each is, and how it stands.');
  return onDoor<CommonFlags>(command, door, 'npx linkmill account list', async () => {
    const desk = await openDeskAt(configOfAnyAccount(), door);
    try {
      const { accounts, unsigned, unsignedDefault, unreadable, defaultName } = await desk.all();
      const looks = await Promise.all(accounts.map((one) => lookAt(desk, one, one.name === defaultName)));
      const strange = unsigned.map((one) => ({ ...accountText(one.account), failure: unsignedFailure(one) }));
      if (accounts.length + unsigned.length + unreadable.length === 0) door.say('No account was added yet.');
      for (const look of looks) sayLook(door, look);
      for (const one of strange) {
        sayAccount(door, one, '  NOT SIGNED');
        door.say(`  ${describeFailure(one.failure)}`);
      }
      if (unsignedDefault !== undefined) door.say(describeFailure(unsignedDefaultFailure(unsignedDefault)));
      for (const name of unreadable) door.say(`${name}: ${describeFailure({ code: 'account_unreadable' })}`);
      door.result({ accounts: looks, unsigned: strange, unreadable });
      return 0;
    } finally {
      await desk.close();
    }
  });
}

/** An account as people and programs are told of it. */
interface Look extends AccountText {
  readonly isDefault: boolean;
  readonly failure?: Failure;
  readonly stopped?: Decision;
  /** Who sends though Bridge does not show where its links lead. */
  readonly unprovenAccepted?: Decision;
  /** Absent where their key is not here. */
  readonly openBatches?: number;
}

async function lookAt(desk: OpenDesk, account: NamedAccount, isDefault: boolean): Promise<Look> {
  const { id } = account;
  const [{ failure }, { stopped, unprovenAccepted }, open] = await Promise.all([
    desk.variablesOf(account),
    desk.ledgerOf(id).standing(),
    openBatches(desk, id).catch(unlessStop),
  ]);
  return {
    ...accountText(account),
    isDefault,
    ...(failure && { failure }),
    ...(stopped && { stopped }),
    ...(unprovenAccepted && { unprovenAccepted }),
    ...(open !== undefined && { openBatches: open }),
  };
}

/** What cannot be read here is left out. */
function unlessStop(error: unknown): undefined {
  if (!(error instanceof Stop)) throw error;
}

function sayLook(door: Pick<Door, 'say'>, look: Look): void {
  const { stopped, unprovenAccepted, failure } = look;
  sayAccount(
    door,
    look,
    look.isDefault ? '  default' : '',
    failure === undefined ? '' : ', not readable here',
  );
  if (failure?.code === 'secret_place_refused') door.say(`  ${describeFailure(failure)}`);
  door.say(`  ${openBatchesText(look.openBatches)}`);
  if (stopped !== undefined)
    door.say(`  stopped by ${stopped.by} since ${moment(stopped.at)}: ${stopped.why || 'no reason given'}`);
  if (unprovenAccepted !== undefined) {
    const { by, at, why } = unprovenAccepted;
    door.say(`  links whose account Bridge does not show: accepted by ${by} since ${moment(at)}: ${why}`);
  }
}
