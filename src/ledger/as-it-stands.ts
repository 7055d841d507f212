import type { EarlierLink, Entry, EntryKey } from '../domain/entry.ts';
import type { Past } from './past.ts';

/** An entry changes no more often than this while one thing is written to it. */
const mostTries = 5;

/** Writes to an entry by what was read of it, and again where it changed meanwhile (`-1`). Answers what the last try answered. */
export async function asItStands(
  key: EntryKey,
  entryOf: (key: EntryKey) => Promise<Entry | undefined>,
  write: (entry: Entry | undefined) => Promise<number>,
): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const answer = await write(await entryOf(key));
    if (answer !== -1 || tries === mostTries) return answer;
  }
}

/** An entry's past with one more link that never counts again; one that stands there stays as it is. */
export function pastWith(past: Past, link: EarlierLink): Past {
  const isThere = past.earlierLinks.some(({ id }) => id === link.id);
  return isThere ? past : { ...past, earlierLinks: [...past.earlierLinks, link] };
}

/** An entry's past once a link of it that led elsewhere was seen to have been paid. */
export function pastPaid(past: Past, id: string): Past {
  const earlierLinks = past.earlierLinks.map(
    (link): EarlierLink =>
      link.id === id && link.status === 'misdirected' ? { ...link, status: 'paid elsewhere' } : link,
  );
  return { ...past, earlierLinks };
}
