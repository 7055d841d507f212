import type { Redis } from 'ioredis';
import { keyOf } from '../domain/entry.ts';
import { isOfOneRecord } from '../domain/forged.ts';
import { bridgeLinkHost } from '../domain/hosts.ts';
import { reasonGiven } from '../domain/reason.ts';
import type { Vault } from '../domain/vault.ts';
import { message } from '../i18n/messages.ts';
import type { Pace } from '../pace/pace.ts';
import { createBatches } from './batches.ts';
import { chunksOf } from './chunks-of.ts';
import { createCopies } from './copies.ts';
import { createEntering } from './entering.ts';
import { createForgeries } from './forgeries.ts';
import { createGauges } from './gauges.ts';
import { createKeys } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { accountPrefix } from './ledger.ts';
import { createMappings } from './mappings.ts';
import { createNights } from './nights.ts';
import { createNotices } from './notices.ts';
import { encodePast } from './past.ts';
import { createPurging } from './purging.ts';
import { createReader } from './reader.ts';
import { createRecords } from './records.ts';
import { defineScripts } from './scripts.ts';
import { createSecondLinks } from './second-links.ts';
import { createSendings, type SendingSettings } from './sendings.ts';
import { createStanding } from './standing.ts';
import { linkText } from './state-text.ts';
import { createVerifications } from './verifications.ts';

export interface LedgerSettings extends SendingSettings {
  readonly account: string;
  readonly pace: Pick<Pace, 'windows' | 'longestWindowMs'>;
  readonly randomId: () => string;
  /** Hosts that links may have; Bridge's own unless said. */
  readonly linkHosts?: readonly string[];
  /** Milliseconds, for a simulated clock; '' stands for Redis' own. */
  readonly now?: () => string;
  /** What wraps the keys that personal data are sealed by; without one, or where it holds no key, they rest as they are. */
  readonly vault?: Vault;
}

/** Undefined where the entry cannot be opened here: its batch is held. */
async function orHeld<T>(entry: Promise<T>): Promise<T | undefined> {
  try {
    return await entry;
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    return undefined;
  }
}

export function createLedger(redis: Redis, settings: LedgerSettings): Ledger {
  const prefix = accountPrefix(settings.account);
  const account = `${prefix}:account`;
  const now = settings.now ?? (() => '');
  const scripts = defineScripts(redis);
  const head = () => [prefix, now(), settings.randomId(), settings.pace.longestWindowMs];
  const openKeys = () => createKeys(redis, prefix, settings.vault);
  const keys = openKeys();
  const records = createRecords(keys);
  const notices = createNotices(redis, scripts, prefix, now, records);
  const teller = () => ({ list: batches.list, postNotice: notices.postNotice });
  const forgeries = createForgeries(redis, scripts, prefix, now, keys, teller);
  const { found, ...forged } = forgeries;
  const reader = createReader(redis, prefix, keys, found, settings.linkHosts ?? [bridgeLinkHost]);
  const { entries, entry } = reader;
  const standing = createStanding(redis, scripts, prefix, head, settings.randomId, now, records);
  const batches = createBatches(redis, scripts, prefix, now, keys, found);

  /** Pointer and page of each. */
  async function find(references: readonly string[]): Promise<string[][]> {
    if (references.length === 0) return [];
    const answer = await keys.hashed(
      (hash) => scripts.find([account], [prefix, hash.id, ...references.map(hash.reference)]),
      false,
    );
    return chunksOf(answer, 2);
  }

  return {
    ...batches,
    ...createGauges(redis, prefix),
    ...createPurging(redis, scripts, prefix, now, keys, batches.rejections),
    ...createMappings(redis, scripts, prefix, records),
    ...createNights(redis, scripts, prefix, records),
    ...notices,
    ...forged,
    entries,
    entry,
    ...createEntering(scripts, prefix, head, keys),
    ...createSendings(scripts, prefix, settings, head, keys, reader, forgeries),
    checkKey: () => keys.hashed(async () => undefined, false),
    async retry(batch, entries, { by, why }) {
      if (entries.length === 0) return [];
      const { now: wantedAt } = await standing.standing();
      const event = JSON.stringify(message('row_given_back', { by, more: reasonGiven(why) }));
      const lines = await keys.sealing(batch, (batchKey, hash) => {
        const args = entries.flatMap((one) => {
          const { key, reference, generation } = one;
          const past = encodePast(one, generation, { ...one, wantedAt }, batchKey);
          return [key.line, hash.reference(reference), generation, past];
        });
        return scripts.retry([account], [...head(), batch, event, hash.id, batchKey.id, ...args]);
      });
      return lines.map(Number);
    },
    async cancelLines(batch, lines) {
      return lines.length === 0 ? 0 : scripts.cancel([account], [...head(), batch, ...lines]);
    },
    async find(references) {
      const found = (await find(references)).map(async ([pointer, page]) =>
        pointer && page ? orHeld(reader.decode(keyOf(pointer), page)) : undefined,
      );
      return Promise.all(found);
    },
    locate: async (references) =>
      (await find(references)).map(([pointer]) => (pointer ? keyOf(pointer) : undefined)),
    async lookBack(links) {
      const ranks = ['foreign', 'ended', 'valid', 'completed'];
      const pointers = await keys.hashed((hash) => {
        const args = links.flatMap(({ reference, rank, generation, link, ...seen }) => {
          const prints = [seen.fingerprint, seen.openFingerprint].filter((print) => print !== undefined);
          const hashed = prints.map((print) => hash.fingerprint(print)).join(',');
          const marked = linkText(link, rank === 'foreign' ? `foreign ${reference}` : reference, hash);
          return [hash.reference(reference), `${ranks.indexOf(rank)} ${generation} ${hashed} ${marked}`];
        });
        return scripts['look-back']([account], [prefix, hash.id, ...args]);
      });
      return pointers.map((pointer) => (pointer === '' ? undefined : keyOf(pointer)));
    },
    ...createSecondLinks(redis, scripts, prefix, head, now, keys, entry),
    ...createVerifications(redis, scripts, prefix, head, now, records, keys, entry),
    ...createCopies(redis, scripts, prefix, head, standing.forget, openKeys, found),
    ...standing,
  };
}
