import type { EntryKey } from '../../src/domain/entry.ts';
import type { Reference } from '../../src/domain/instruction.ts';
import { createKeys } from '../../src/ledger/keys.ts';
import { accountPrefix } from '../../src/ledger/ledger.ts';
import { encodePast } from '../../src/ledger/past.ts';
import { testVault } from '../support/vault.ts';
import type { RedisWord } from './resp.ts';
import { account, type World } from './world.ts';

/** The checks of entry records that a weakened ledger leaves out. */
export type Weakness = 'row-place' | 'clear-amount' | 'grant';

interface Place {
  readonly batch: string;
  readonly line: number;
  readonly reference: string;
  readonly compared: string;
}

const placeOf = ({ line, reference, compared }: Place) => `${line} row ${reference}\n${compared}`;

/** The place of each encrypted line, by its text. */
const written = new WeakMap<World, Map<string, Place>>();

function placesOf(world: World): Map<string, Place> {
  const places = written.get(world) ?? new Map();
  written.set(world, places);
  return places;
}

/** Notes what `enter.lua` is asked to write: KEYS[1], seven words, then seven for each row. */
export function noteEntered(world: World, words: readonly RedisWord[]): void {
  const batch = String(words[5]);
  for (let at = 8; at < words.length; at += 7) {
    const [line, , , reference, compared, sealed] = words.slice(at, at + 7).map(String);
    const place = { batch, line: Number(line), reference: reference ?? '', compared: compared ?? '' };
    placesOf(world).set(sealed ?? '', place);
  }
}

/**
 * An entry record as a ledger with fewer checks would accept it: forgeries of that kind are encrypted anew with the batch's key; other
 * forgeries stay.
 */
export async function asWeak(
  world: World,
  key: EntryKey,
  record: string,
  weakness: Weakness,
): Promise<string> {
  const [state = '', reference = '', compared = '', sealed = '', past] = record.split('\n');
  const home = placesOf(world).get(sealed);
  const now: Place = { ...key, reference, compared };
  if (home === undefined || home.batch !== key.batch) return record;
  const isMoved = home.line !== key.line || home.reference !== reference;
  const isOther = home.compared !== compared;
  const batchKey = await keyOf(world, key.batch);
  if (batchKey === undefined) return record;
  if (weakness === 'grant') {
    const [kind, generation] = state.split(' ');
    if (isMoved || isOther || kind !== 'entered') return record;
    const { wantedAt, expiresAt, links = [] } = JSON.parse(past ?? '{}');
    const granted = {
      earlierLinks: links.map(([id, url, status, at]: [string, string, string, number]) => ({
        id,
        url,
        status,
        at,
      })),
      ...(expiresAt !== undefined && { reissuedExpiry: expiresAt }),
      ...(wantedAt !== undefined && { wantedAt }),
    };
    const entry = { key, reference: (reference || `${key.batch}-${key.line}`) as Reference };
    const line = encodePast(entry, Number(generation), granted, batchKey);
    return [state, reference, compared, sealed, line].join('\n');
  }
  if (weakness === 'row-place' ? !isMoved : isMoved || !isOther) return record;
  try {
    const again = batchKey.seal(batchKey.open(sealed, placeOf(home)), placeOf(now));
    return [state, reference, compared, again, ...(past === undefined ? [] : [past])].join('\n');
  } catch {
    return record;
  }
}

async function keyOf({ store }: World, batch: string) {
  const hget = async (key: string, field: string) => (await store.look('HGET', key, field)) as string | null;
  try {
    return await createKeys({ hget } as never, accountPrefix(account), testVault()).read(batch);
  } catch {
    return undefined;
  }
}
