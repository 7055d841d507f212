import type { Redis } from 'ioredis';
import type { Vault } from '../domain/crypto/vault.ts';
import { bridgeLinkHost } from '../domain/settings/hosts.ts';
import type { Pace } from '../pace/pace.ts';
import { createAccountState } from './account-state.ts';
import { createAudits } from './audits.ts';
import { createBatches } from './batches.ts';
import { createCopies } from './copies.ts';
import { createDuplicateLinks } from './duplicate-links.ts';
import { createEntries } from './entries.ts';
import { createForgeries } from './forgeries.ts';
import { createHistory } from './history.ts';
import type { Home } from './home.ts';
import { createKeys } from './keys.ts';
import { createLeases } from './leases.ts';
import { accountPrefix, type Ledger } from './ledger.ts';
import { createMappings } from './mappings.ts';
import { createNotices } from './notices.ts';
import { createPurging } from './purging.ts';
import { createReader } from './reader.ts';
import { createRecords } from './records.ts';
import { createSchedules } from './schedules.ts';
import { defineScripts } from './scripts/scripts.ts';
import { createSendings, type SendingSettings } from './sendings.ts';
import { createSourceStore } from './source-store.ts';
import { createVerifications } from './verifications.ts';

export interface LedgerSettings extends SendingSettings {
  readonly account: string;
  readonly pace: Pick<Pace, 'windows' | 'longestWindowMs'>;
  readonly randomId: () => string;
  /** Hosts that links may have; Bridge's own by default. */
  readonly linkHosts?: readonly string[];
  /** Milliseconds of a simulated clock; '' for Redis' own. */
  readonly now?: () => string;
  /** Wraps the keys that seal personal data; without a vault, or a key in it, the data are stored plain. */
  readonly vault?: Vault;
}

export function createLedger(redis: Redis, settings: LedgerSettings): Ledger {
  const { randomId, pace, now = () => '', linkHosts = [bridgeLinkHost] } = settings;
  const prefix = accountPrefix(settings.account);
  const openKeys = () => createKeys(redis, prefix, settings.vault);
  const keys = openKeys();
  const home: Home = {
    redis,
    scripts: defineScripts(redis),
    prefix,
    account: `${prefix}:account`,
    now,
    head: () => [prefix, now(), randomId(), pace.longestWindowMs],
    keys,
    records: createRecords(keys),
  };
  const notices = createNotices(home);
  const forgeries = createForgeries(home, () => ({ list: batches.list, post: notices.post }));
  const reader = createReader(home, forgeries.found, linkHosts);
  const account = createAccountState(home);
  const batches = createBatches(home, forgeries.found);
  return {
    account,
    batches,
    sources: createSourceStore(home),
    entries: createEntries(home, reader, account.status),
    sendings: createSendings(home, settings, reader, forgeries),
    links: createDuplicateLinks(home, reader.read),
    verifications: createVerifications(home, reader.read),
    audits: createAudits(home),
    history: createHistory(home),
    purges: createPurging(home, batches.rejections),
    forgeries,
    schedules: createSchedules(home),
    mappings: createMappings(home),
    notices,
    leases: createLeases(home, randomId),
    copies: createCopies(home, account.forget, openKeys, forgeries.found),
    keys: {
      check: () => keys.hashed(async () => undefined, false),
      missing: (ids) => ids.filter((id) => !keys.opens(id)),
    },
  };
}
