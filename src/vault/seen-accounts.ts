import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { lockFile, openDraft } from '../files/files.ts';

/**
 * The latest signing time of each account that this machine has seen: whoever can write to Redis could put an old
 * entry back. The file is beside the key file: whoever can write there has the key anyway.
 */
export interface SeenAccounts {
  /** The machine's clock, in ms. */
  now(): number;
  /** In ms; an entry signed earlier is an old one. */
  latest(name: string): number;
  /** Raises the times, never lowers one. If the file cannot be written, only this process remembers them. */
  note(seen: ReadonlyMap<string, number>): Promise<void>;
}

/** A process that changes the file holds its lock for milliseconds. The pause between tries is in ms. */
const mostTries = 50;
const pauseMs = 20;

/** The path of the file, derived from that of the key file. */
export function seenAccountsFileOf(keyFile: string): string {
  return `${keyFile}.accounts`;
}

/**
 * What this machine has seen of the registry in the Redis at `where`, from a file with one account a line; without a
 * path, what this process has seen.
 */
export function openSeenAccounts(path: string | undefined, where: string, now: () => number): SeenAccounts {
  const home = createHash('sha256').update(where).digest('hex').slice(0, 16);
  const known = new Map<string, number>();
  const raise = (seen: Iterable<readonly [string, number]>) => {
    for (const [name, at] of seen) if (at > (known.get(name) ?? 0)) known.set(name, at);
  };
  // Prefixed with the digest of the Redis: two installations may share a key.
  const placeOf = (name: string) => `${home} ${name}`;
  return {
    now,
    latest(name) {
      // Another process of this machine may have seen later entries, or removed the account.
      if (path !== undefined) raise(readSeen(path));
      return known.get(placeOf(name)) ?? 0;
    },
    async note(seen) {
      const news = [...seen].map(([name, at]) => [placeOf(name), at] as const);
      if (!news.some(([place, at]) => at > (known.get(place) ?? 0))) return;
      raise(news);
      if (path === undefined) return;
      try {
        await write(path, () => {
          raise(readSeen(path));
          return [...known].map(([place, at]) => `${place} ${at}\n`).join('');
        });
      } catch {}
    },
  };
}

async function write(path: string, text: () => string): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const release = lockFile(path);
    if (release === undefined) {
      await pause(pauseMs);
      continue;
    }
    try {
      const draft = await openDraft(path, randomUUID());
      await draft.write(Buffer.from(text()));
      return await draft.commit('replacement');
    } finally {
      release();
    }
  }
}

function readSeen(path: string): [string, number][] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line): [string, number][] => {
        const [, place, at] = /^([0-9a-f]{16} [a-z0-9-]{1,40}) (\d{1,15})$/.exec(line) ?? [];
        return place === undefined ? [] : [[place, Number(at)]];
      });
  } catch {
    return [];
  }
}
