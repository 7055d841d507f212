import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { lockFile, openDraft } from '../files/files.ts';

/**
 * When each account of the registry was signed at the latest, as far as this machine has seen: whoever can write to Redis could put an
 * entry of before back. Kept beside the key file: who may write there has the key.
 */
export interface SeenAccounts {
  /** By the machine's clock, in ms. */
  now(): number;
  /** In ms; what was signed earlier than that is of before. */
  latest(name: string): number;
  /** Never lowers anything. A file that cannot be written is let be: then this process remembers alone. */
  note(seen: ReadonlyMap<string, number>): Promise<void>;
}

/** Whoever changes the file holds it for milliseconds; tries, and the pause between them in ms. */
const mostTries = 50;
const pauseMs = 20;

/** Where a machine keeps it, by the file of its key; nowhere where the key is in no file. */
export function seenAccountsFileOf(keyFile: string): string {
  return `${keyFile}.accounts`;
}

/** What the machine has seen of the registry in the Redis at `where`, in a file of one account a line; in no file, this process alone. */
export function openSeenAccounts(path: string | undefined, where: string, now: () => number): SeenAccounts {
  const home = createHash('sha256').update(where).digest('hex').slice(0, 16);
  const known = new Map<string, number>();
  const raise = (seen: Iterable<readonly [string, number]>) => {
    for (const [name, at] of seen) if (at > (known.get(name) ?? 0)) known.set(name, at);
  };
  // Under the digest of the Redis and the name: two installations may share a key.
  const placeOf = (name: string) => `${home} ${name}`;
  return {
    now,
    latest(name) {
      // Another process of this machine may have seen more, or removed it.
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
      return await draft.keep('replacement');
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
