import { Command } from 'commander';
import type { Decision } from '../../domain/batch.ts';
import { describeFailure, type Failure, Stop } from '../../domain/failure.ts';
import type { NamedAccount, SecretPlace } from '../../domain/named-account.ts';
import { moment } from '../../domain/zone-time.ts';
import { configOfAnyAccount, type OpenDesk, openDeskAt } from '../choose-account.ts';
import { type CommonFlags, type Door, onDoor } from '../door.ts';
import { openBatches, openBatchesText } from '../open-batches.ts';

/** `account list`: the accounts by name, and how each stands; never a secret. */
export function accountList(door: Door): Command {
  const command = new Command('list')
    .summary('show the accounts by name')
    .description('Shows the accounts by name, where the secret of each is, and how it stands.');
  return onDoor<CommonFlags>(command, door, 'npx linkmill account list', async () => {
    const desk = await openDeskAt(configOfAnyAccount(), door);
    try {
      const { accounts, unreadable, defaultName } = await desk.all();
      const looks = await Promise.all(accounts.map((one) => lookAt(desk, one, one.name === defaultName)));
      if (accounts.length + unreadable.length === 0) door.say('No account was added yet.');
      for (const look of looks) sayLook(door, look);
      for (const name of unreadable) door.say(`${name}: ${describeFailure({ code: 'account_unreadable' })}`);
      door.result({ accounts: looks, unreadable });
      return 0;
    } finally {
      await desk.close();
    }
  });
}

/** An account as people and programs are told of it. */
interface Look {
  readonly name: string;
  readonly account: string;
  readonly clientId: string;
  readonly isDefault: boolean;
  readonly host: string;
  /** Absent: those of the environment. */
  readonly limits?: string;
  readonly settings: NamedAccount['settings'];
  readonly secret: string;
  readonly failure?: Failure;
  readonly stopped?: Decision;
  /** Who sends though Bridge does not show where its links lead. */
  readonly unprovenAccepted?: Decision;
  /** Absent where their key is not here. */
  readonly openBatches?: number;
}

async function lookAt(desk: OpenDesk, account: NamedAccount, isDefault: boolean): Promise<Look> {
  const { name, id, clientId, settings } = account;
  const [{ failure }, { stopped, unprovenAccepted }, open] = await Promise.all([
    desk.variablesOf(account),
    desk.ledgerOf(id).standing(),
    openBatches(desk, id).catch(unlessStop),
  ]);
  const { BRIDGE_BASE_URL = '', BRIDGE_LIMITS: limits } = settings;
  return {
    ...{ name, account: id, clientId, isDefault, host: new URL(BRIDGE_BASE_URL).host, settings },
    ...(limits !== undefined && { limits }),
    secret: placeText(account.secret),
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

function placeText(place: SecretPlace): string {
  switch (place.kind) {
    case 'file':
      return `file ${place.path}`;
    case 'variable':
      return `variable ${place.variable}`;
    case 'stored':
      return 'stored';
  }
}

/** Settings that the first line tells. */
const toldApart = new Set(['BRIDGE_BASE_URL', 'BRIDGE_LIMITS']);

function sayLook(door: Pick<Door, 'say'>, look: Look): void {
  const { name, account, clientId, host, limits, stopped, unprovenAccepted, failure } = look;
  const isDefault = look.isDefault ? '  default' : '';
  door.say(`${name}  ${account}  ${host}  ${limits ?? 'limits of the environment'}${isDefault}`);
  door.say(
    failure === undefined
      ? `  client id ${clientId}  secret: ${look.secret}`
      : `  client id ${clientId}  secret: ${look.secret}, not readable here`,
  );
  for (const [setting, value] of Object.entries(look.settings))
    if (!toldApart.has(setting)) door.say(`  ${setting}=${value}`);
  door.say(`  ${openBatchesText(look.openBatches)}`);
  if (stopped !== undefined)
    door.say(`  stopped by ${stopped.by} since ${moment(stopped.at)}: ${stopped.why || 'no reason given'}`);
  if (unprovenAccepted !== undefined) {
    const { by, at, why } = unprovenAccepted;
    door.say(`  links whose account Bridge does not show: accepted by ${by} since ${moment(at)}: ${why}`);
  }
}
