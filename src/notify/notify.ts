import type { Notice, Target } from '../domain/notices/notice.ts';
import type { NoticeSettings } from '../domain/settings/notice-settings.ts';
import type { CommandTarget } from '../i18n/i18n.ts';
import { message } from '../i18n/messages.ts';
import { createMail } from './mail.ts';
import type { DeliveryResult, NoticeSender } from './notice-sender.ts';
import { createWebhook } from './webhook.ts';

export type { DeliveryResult } from './notice-sender.ts';

/** Who is told, and of which account. */
export interface NotifySettings extends NoticeSettings {
  /** Name of the account, or its id. */
  readonly account: string;
  /** What the commands in its texts work for. */
  readonly target?: CommandTarget;
}

/** Tells people what they do not watch. */
export interface Notify {
  /** Those that are set up. */
  readonly targets: readonly Target[];
  /** Tells one target, once, within 20 s unless set otherwise; undefined where the signal fired before it was known what came of it. */
  tell(target: Target, notice: Notice, signal: AbortSignal): Promise<DeliveryResult | undefined>;
}

/** `now`: the wall clock, in ms since 1970. `longestSendMs`: so long one notice may take at one target. */
export function createNotify(settings: NotifySettings, now: () => number, longestSendMs = 20_000): Notify {
  const { mail, webhook } = settings;
  const senders = new Map<Target, NoticeSender>();
  if (mail !== undefined) senders.set('mail', createMail(mail, settings));
  if (webhook !== undefined) senders.set('webhook', createWebhook(webhook, settings, now));
  return {
    targets: [...senders.keys()],
    async tell(target, notice, signal) {
      const sender = senders.get(target);
      if (sender === undefined) throw new Error(`no ${target} is set up`);
      const patience = AbortSignal.timeout(longestSendMs);
      try {
        return await sender(notice, AbortSignal.any([signal, patience]));
      } catch (error) {
        if (signal.aborted) return undefined;
        if (patience.aborted)
          return { kind: 'failed', said: message('no_answer_within', { seconds: longestSendMs / 1000 }) };
        throw error;
      }
    },
  };
}
