import { type Entry, pointerOf } from '../domain/entry.ts';
import { isoOf } from '../domain/expiry.ts';
import { describeFailure } from '../domain/failure.ts';
import type { Happening, Ledger } from '../ledger/ledger.ts';

/**
 * What happened to a row, oldest first: its attempts with their replies, what the list told, what people did. Of a row that was sent
 * once and answered the ledger keeps no more than that; a known row has the history of the entry it stands for. What has no moment of
 * its own (how the row stands now) has `at` 0.
 */
export async function rowHistory(ledger: Ledger, batch: string, line: number): Promise<Happening[]> {
  const page = (await ledger.entries(batch, [line])).get(line);
  if (page === undefined) return rejected(await ledger.rejections(batch, [line]), line);
  const key = 'state' in page ? page.key : page;
  const entry = 'state' in page ? page : await ledger.entry(page);
  const trail = (await ledger.trail(key.batch, key.line)).map(({ at, words }) => ({
    at,
    words: readable(words),
  }));
  const home: Happening[] =
    'state' in page
      ? []
      : [{ at: 0, words: `the row is known: it is line ${key.line} of batch ${key.batch}` }];
  return [...home, ...firstSending(entry, trail), ...trail, ...standing(entry)];
}

/** The trail names moments in milliseconds. */
function readable(words: string): string {
  return words.replace(/\bsent at (\d{12,14})\b/g, (_, at: string) => `sent ${isoOf(Number(at))}`);
}

/** A sending that was answered at once leaves nothing in the trail. */
function firstSending(entry: Entry | undefined, trail: readonly Happening[]): Happening[] {
  const isTold = trail.some(({ words }) => words.startsWith('attempt '));
  if (entry?.firstSentAt === undefined || isTold) return [];
  return [{ at: entry.firstSentAt, words: `attempt ${entry.attempt}, sent ${isoOf(entry.firstSentAt)}` }];
}

/** How the entry stands now. */
function standing(entry: Entry | undefined): Happening[] {
  if (entry === undefined) return [];
  const { state, generation, attempt, earlierLinks } = entry;
  const how = [state.kind, `generation ${generation}`, `attempt ${attempt}`];
  if (state.kind === 'created')
    how.push(`link ${state.link.id}${state.recovered ? ', found in the list' : ''}`);
  if ('failure' in state) how.push(describeFailure(state.failure));
  for (const { id, status } of earlierLinks) how.push(`earlier link ${id} (${status})`);
  return [{ at: 0, words: `now: ${how.join(', ')} (${pointerOf(entry.key)})` }];
}

function rejected(rejections: Awaited<ReturnType<Ledger['rejections']>>, line: number): Happening[] {
  return (rejections.get(line) ?? []).map((failure) => ({
    at: 0,
    words: `rejected: ${describeFailure(failure)}`,
  }));
}
