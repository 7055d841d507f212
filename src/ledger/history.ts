import type { Message } from '../i18n/messages.ts';
import type { Home } from './home.ts';
import { type Happening, happeningOf, wordsOpener } from './stored-events.ts';

/** What was done, and what happened to single rows. */
export interface History {
  /** Adds a message to what was done with the batch (the account: ''); never a secret, an IBAN or a link. */
  note(id: string, event: Message): Promise<void>;
  /** What was done with the batch, or with the account, oldest first. */
  deeds(id: string): Promise<Happening[]>;
  /** What happened to a row, attempt by attempt; nothing where it was sent once and answered. */
  trail(id: string, line: number): Promise<Happening[]>;
}

/** Where the words of a row's answers are sealed for. */
export const saidPlace = (line: number) => `${line} said`;

export function createHistory({ redis, scripts, prefix, now, keys }: Home): History {
  const historyKey = (id: string) => `${prefix}:history:${id}`;
  return {
    async note(id, event) {
      await scripts.note([historyKey(id)], [now(), JSON.stringify(event)]);
    },
    async deeds(id) {
      const lines = await redis.lrange(historyKey(id), 0, -1);
      return lines.map((line) => happeningOf(line));
    },
    async trail(id, line) {
      const trail = await redis.hget(`${prefix}:trail:${id}`, String(line));
      if (trail === null) return [];
      const open = wordsOpener(await keys.of(id).catch(() => undefined), saidPlace(line));
      return trail.split('\n').map((one) => happeningOf(one, open));
    },
  };
}
