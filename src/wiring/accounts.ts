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

/** The accounts by name of one Redis, with what this machine knows of them. */
export interface AccountRegistry extends Accounts {
  /** What makes an environment one of the account; with a failure, all but the secret. */
  variablesOf(
    account: NamedAccount,
  ): Promise<{ readonly variables: Environment; readonly failure?: Failure }>;
  /** An AppError where no key of this machine could seal a secret. */
  refuseWithoutKey(): void;
  /** The secret of an account as the registry may keep it. */
  seal(accountId: string, secret: string): string;
  /** The ledger of an account, to be looked at: whoever sends something opens an account context. */
  ledgerOf(accountId: string): Pick<Ledger, 'account' | 'batches' | 'schedules'>;
}

/** What of the settings says where secrets may come from, and where they may go. */
type Machine = Pick<Config, 'machine' | 'key' | 'redis' | 'dataDir'>;

/**
 * Secrets are read by what `environment` says, and this machine holds at the time of asking; from places, and for hosts, that its own
 * settings allow.
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
  // Nothing is claimed here, so no limits are needed.
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

/** Files that hold keys, or what else only we are to read: whatever the places say, none of them is an account's secret. */
function ownFilesOf({ key, redis, dataDir }: Machine): string[] {
  const keyFiles = [key.file, join(dataDir, 'key')].filter((path) => path !== undefined);
  const certificates = [redis.caFile, redis.certFile, redis.keyFile].filter((path) => path !== undefined);
  return [...keyFiles, ...keyFiles.map(droppedKeyFileOf), ...certificates, '.env'];
}

/** Without a key nothing shows who wrote an account: it speaks to Bridge, and else only to a host that somebody has named here. */
function hostNotGiven({ name, settings }: NamedAccount, machine: Config['machine']): Failure | undefined {
  const { BRIDGE_BASE_URL: url = '' } = settings;
  if (machine.areHostsGiven || isBridge(url)) return undefined;
  const detail = message('host_without_key', { account: name, host: new URL(url).host });
  return { code: 'host_not_allowed', field: 'BRIDGE_BASE_URL', details: [detail] };
}
