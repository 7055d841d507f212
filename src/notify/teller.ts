import type { Notice } from '../domain/notice.ts';
import type { Message } from '../i18n/messages.ts';

/** What came of telling; `said` holds no secret and no address. */
export interface Told {
  readonly kind: 'delivered' | 'failed';
  readonly said: Message;
}

/** Tells one target; rejects with the signal's reason where that fires. */
export type Teller = (notice: Notice, signal: AbortSignal) => Promise<Told>;
