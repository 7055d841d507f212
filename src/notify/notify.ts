import type { Notice, Target } from '../domain/notices/notice.ts';
import type { NoticeSettings } from '../domain/settings/notice-settings.ts';
import type { CommandTarget } from '../i18n/i18n.ts';
import { message } from '../i18n/messages.ts';
import { createMail } from './mail.ts';
import type { DeliveryResult, NoticeSender } from './notice-sender.ts';
import { createWebhook } from './webhook.ts';

export type { DeliveryResult } from './notice-sender.ts';

/** The targets to notify, and the account that notices are about. */
export interface NotifySettings extends NoticeSettings {
  /** The account's name or id. */
  readonly account: string;
  /** The account or sandbox that the commands in the texts name. */
  readonly target?: CommandTarget;
}

/** Sends notices to people. */
export interface Notify {
  /** The targets that the settings define. */
  readonly targets: readonly Target[];
  /**
   * Sends a notice to one target, once, within 20 s by default; undefined where the signal fired before the result
   * was known.
   */
  send(target: Target, notice: Notice, signal: AbortSignal): Promise<DeliveryResult | undefined>;
}

/** `now`: the wall clock, in ms since 1970. `longestSendMs`: the time limit for one notice to one target. */
export function createNotify(settings: NotifySettings, now: () => number, longestSendMs = 20_000): Notify {
  const { mail, webhook } = settings;
  const senders = new Map<Target, NoticeSender>();
  if (mail !== undefined) senders.set('mail', createMail(mail, settings));
  if (webhook !== undefined) senders.set('webhook', createWebhook(webhook, settings, now));
  return {
    targets: [...senders.keys()],
    async send(target, notice, signal) {
      const sender = senders.get(target);
      if (sender === undefined) throw new Error(`no settings for ${target}`);
      const patience = AbortSignal.timeout(longestSendMs);
      try {
        return await sender(notice, AbortSignal.any([signal, patience]));
      } catch (error) {
        if (signal.aborted) return undefined;
        if (patience.aborted)
          return { kind: 'failed', answer: message('no_answer_within', { seconds: longestSendMs / 1000 }) };
        throw error;
      }
    },
  };
}
