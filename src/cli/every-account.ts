import { type Config, readConfig, readEnvironment } from '../config.ts';
import { fail, Stop } from '../domain/failure.ts';
import { configOfAnyAccount, openDeskAt } from './choose-account.ts';
import type { Door } from './door.ts';
import { unsignedFailure } from './unsigned.ts';

/** An account as the settings make it, or why they do not. */
export interface Configured {
  /** Absent: the environment's own. */
  readonly name?: string;
  readonly config: Config | Stop;
}

/** Every account by name, and the environment's own where it has one, as this machine would speak for it. */
export async function everyAccount(door: Pick<Door, 'show'>): Promise<Configured[]> {
  const own = configOfAnyAccount().bridge.clientId === undefined ? [] : [configured({})];
  const desk = await openDeskAt(configOfAnyAccount(), door);
  try {
    const { accounts, unsigned, unreadable } = await desk.all();
    const named = accounts.map(async (account): Promise<Configured> => {
      const { name } = account;
      const { variables, failure } = await desk.variablesOf(account);
      if (failure !== undefined) return { name, config: new Stop([failure]) };
      return { name, ...configured(variables) };
    });
    const damaged = unreadable.map((name) => ({
      name,
      config: fail('account_unreadable'),
    }));
    const strange = unsigned.map((one) => ({
      name: one.account.name,
      config: new Stop([unsignedFailure(one)]),
    }));
    return [...own, ...(await Promise.all(named)), ...strange, ...damaged];
  } finally {
    await desk.close();
  }
}

function configured(variables: Readonly<Record<string, string | undefined>>): Configured {
  try {
    return { config: readConfig({ ...readEnvironment(), LINKMILL_ACCOUNT: '', ...variables }) };
  } catch (error) {
    if (error instanceof Stop) return { config: error };
    throw error;
  }
}
