import type { Notice } from '../domain/notices/notice.ts';
import type { Message } from '../i18n/messages.ts';

/** The result of sending one notice; `said` holds no secret and no address. */
export interface DeliveryResult {
  readonly kind: 'delivered' | 'failed';
  readonly answer: Message;
}

/** Sends one notice to one target; rejects with the signal's reason when it fires. */
export type NoticeSender = (notice: Notice, signal: AbortSignal) => Promise<DeliveryResult>;
