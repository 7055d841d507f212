import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Config, Environment } from '../config.ts';
import type { Vault } from '../domain/crypto/vault.ts';
import { type Failure, fail } from '../domain/failure.ts';
import { type NamedAccount, secretContext, variablesOf } from '../domain/named-account.ts';
import { isBridge } from '../domain/settings/hosts.ts';
import { message } from '../i18n/messages.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createLedger } from '../ledger/redis-ledger.ts';
import type { RedisHome } from '../redis/redis.ts';
import { type Accounts, createAccounts } from '../vault/accounts.ts';
import { readSecret } from '../vault/read-secret.ts';
import { openSeenAccounts, seenAccountsFileOf } from '../vault/seen-accounts.ts';
import { droppedKeyFileOf, keyFileOf } from '../vault/vault.ts';

export { mostAccounts, type RegisteredAccounts, type UnsignedAccount } from '../vault/accounts.ts';

/** The registry of named accounts in one Redis, with the secrets that this machine can read. */
export interface AccountRegistry extends Accounts {
  /** The variables that turn an environment into that of the account; without the secret where there is a failure. */
  variablesOf(
    account: NamedAccount,
  ): Promise<{ readonly variables: Environment; readonly failure?: Failure }>;
  /** Throws `usage_wrong` where this machine has no key to encrypt a secret with. */
  refuseWithoutKey(): void;
  /** Encrypts the secret of an account for the registry. */
  seal(accountId: string, secret: string): string;
  /** The ledger of an account for reading; sending needs an account context. */
  ledgerOf(accountId: string): Pick<Ledger, 'account' | 'batches' | 'schedules'>;
}

/** The settings that limit where secrets may come from and where they may be sent. */
type Machine = Pick<Config, 'machine' | 'key' | 'redis' | 'dataDir'>;

/**
 * Opens the account registry. It reads a secret at each call, from `environment` or the account's place, and only from places and for
 * hosts that the settings of this machine allow.
 */
export function openAccountRegistry(
  redis: RedisHome,
  config: Machine,
  environment: Environment,
  vault: Vault,
): AccountRegistry {
  const { machine } = config;
  const ownFiles = ownFilesOf(config);
  const client = redis.connect('accounts');
  // These ledgers claim nothing, so they need no limits.
  const idle = {
    pace: { windows: '', longestWindowMs: 0 },
    leaseMs: 0,
    refusalsToStop: 1,
    randomId: randomUUID,
    vault,
  };
  return {
    ...createAccounts(client, vault, seenBy(redis, config)),
    async variablesOf(account) {
      const hasKey = vault.currentId() !== undefined;
      const failure = hasKey ? undefined : hostNotGiven(account, machine);
      if (failure !== undefined) return { variables: variablesOf(account), failure };
      const rules = { places: machine.secretPlaces, isExact: !hasKey, ownFiles };
      const reading = await readSecret(account, environment, vault, rules);
      if (reading.kind === 'secret') return { variables: variablesOf(account, reading.secret) };
      return { variables: variablesOf(account), failure: reading.failure };
    },
    refuseWithoutKey() {
      if (vault.currentId() !== undefined) return;
      throw fail('usage_wrong', message('stored_secret_needs_key', {}));
    },
    seal: (account, secret) => vault.seal(secret, secretContext({ id: account })),
    ledgerOf: (account) => createLedger(client, { ...idle, account }),
  };
}

function seenBy({ kind, where }: RedisHome, { key, dataDir }: Machine) {
  const keyFile = keyFileOf({ ...key, dataDir, isEmbedded: kind === 'embedded' });
  return openSeenAccounts(keyFile && seenAccountsFileOf(keyFile), where, Date.now);
}

/** Files with keys and certificates of Linkmill: none of them may serve as an account's secret, whatever places are allowed. */
function ownFilesOf({ key, redis, dataDir }: Machine): string[] {
  const keyFiles = [key.file, join(dataDir, 'key')].filter((path) => path !== undefined);
  const certificates = [redis.caFile, redis.certFile, redis.keyFile].filter((path) => path !== undefined);
  return [...keyFiles, ...keyFiles.map(droppedKeyFileOf), ...certificates, '.env'];
}

/** Without a key nobody can tell who wrote an account: its secret goes to Bridge, or to a host that this machine's settings name. */
function hostNotGiven({ name, settings }: NamedAccount, machine: Config['machine']): Failure | undefined {
  const { BRIDGE_BASE_URL: url = '' } = settings;
  if (machine.areHostsGiven || isBridge(url)) return undefined;
  const detail = message('host_without_key', { account: name, host: new URL(url).host });
  return { code: 'host_not_allowed', field: 'BRIDGE_BASE_URL', details: [detail] };
}
