import { randomUUID } from 'node:crypto';
import type { Environment } from '../config.ts';
import { type Failure, Stop } from '../domain/failure.ts';
import { type NamedAccount, secretContext, variablesOf } from '../domain/named-account.ts';
import type { Vault } from '../domain/vault.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createLedger } from '../ledger/redis-ledger.ts';
import type { RedisHome } from '../redis/redis.ts';
import { type Accounts, createAccounts } from '../vault/accounts.ts';
import { readSecret } from '../vault/read-secret.ts';

export { mostAccounts, type Registry } from '../vault/accounts.ts';

/** The accounts by name of one Redis, with what this machine knows of them. */
export interface AccountDesk extends Accounts {
  /** What makes an environment one of the account; with a failure, all but the secret. */
  variablesOf(
    account: NamedAccount,
  ): Promise<{ readonly variables: Environment; readonly failure?: Failure }>;
  /** A Stop where no key of this machine could seal a secret. */
  refuseWithoutKey(): void;
  /** The secret of an account as the registry may keep it. */
  seal(accountId: string, secret: string): string;
  /** The ledger of an account, to be looked at: whoever sends something opens a mill. */
  ledgerOf(accountId: string): Pick<Ledger, 'read' | 'list' | 'standing' | 'schedules'>;
}

/** Secrets are read by what `environment` says, and this machine holds at the time of asking. */
export function openDesk(redis: RedisHome, environment: Environment, vault: Vault): AccountDesk {
  const client = redis.connect('accounts');
  // Nothing is claimed here, so no limits are needed.
  const idle = {
    pace: { windows: '', longestWindowMs: 0 },
    leaseMs: 0,
    refusalsToStop: 1,
    randomId: randomUUID,
    vault,
  };
  return {
    ...createAccounts(client),
    async variablesOf(account) {
      const reading = await readSecret(account, environment, vault);
      if (reading.kind === 'secret') return { variables: variablesOf(account, reading.secret) };
      return { variables: variablesOf(account), failure: reading.failure };
    },
    refuseWithoutKey() {
      if (vault.currentId() !== undefined) return;
      const detail = 'A stored secret needs a key: set LINKMILL_KEY or LINKMILL_KEY_FILE.';
      throw new Stop([{ code: 'usage_wrong', detail }], 1);
    },
    seal: (account, secret) => vault.seal(secret, secretContext({ id: account })),
    ledgerOf: (account) => createLedger(client, { ...idle, account }),
  };
}
