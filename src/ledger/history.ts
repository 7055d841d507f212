import type { Message } from '../i18n/messages.ts';
import type { Home } from './home.ts';
import { type RecordedEvent, recordedEventOf, wordsOpener } from './stored-events.ts';

/** Audit events of the account and its batches, and events of single rows. */
export interface History {
  /** Adds an audit event to the batch (the account: ''); never a secret, an IBAN or a link. */
  note(id: string, event: Message): Promise<void>;
  /** Audit events of the batch, or of the account (''), oldest first. */
  auditEvents(id: string): Promise<RecordedEvent[]>;
  /** Events of a row, oldest first; none where it was sent once and answered. */
  rowEvents(id: string, line: number): Promise<RecordedEvent[]>;
}

/** The place for which words of a row's answers are sealed. */
export const answerPlace = (line: number) => `${line} said`;

export function createHistory({ redis, scripts, prefix, now, keys }: Home): History {
  const historyKey = (id: string) => `${prefix}:history:${id}`;
  return {
    async note(id, event) {
      await scripts.note([historyKey(id)], [now(), JSON.stringify(event)]);
    },
    async auditEvents(id) {
      const lines = await redis.lrange(historyKey(id), 0, -1);
      return lines.map((line) => recordedEventOf(line));
    },
    async rowEvents(id, line) {
      const rowEvents = await redis.hget(`${prefix}:row-events:${id}`, String(line));
      if (rowEvents === null) return [];
      const open = wordsOpener(await keys.of(id).catch(() => undefined), answerPlace(line));
      return rowEvents.split('\n').map((one) => recordedEventOf(one, open));
    },
  };
}
