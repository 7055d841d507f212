import type { Notice } from '../domain/notices/notice.ts';
import type { Message } from '../i18n/messages.ts';

/** What came of telling; `said` holds no secret and no address. */
export interface DeliveryResult {
  readonly kind: 'delivered' | 'failed';
  readonly said: Message;
}

/** Tells one target; rejects with the signal's reason where that fires. */
export type NoticeSender = (notice: Notice, signal: AbortSignal) => Promise<DeliveryResult>;
