import { Webhook } from 'standardwebhooks';
import { codeOf } from '../domain/error-code.ts';
import { isStandardSecret, type WebhookSettings } from '../domain/settings/notice-settings.ts';
import { message } from '../i18n/messages.ts';
import type { DeliveryResult, NoticeSender } from './notice-sender.ts';
import { jsonOf, type Notifying, noConnection } from './notice-text.ts';

/**
 * Posts a notice as JSON, signed as Standard Webhooks defines, with the notice's id as `webhook-id`. Any 2xx counts
 * as delivered; redirects are not followed, and only the status of the answer is read.
 */
export function createWebhook(
  { url, secret }: WebhookSettings,
  notifying: Notifying,
  now: () => number,
): NoticeSender {
  // A secret that is not in their format signs by its bytes.
  const signer = isStandardSecret(secret)
    ? new Webhook(secret)
    : new Webhook(Buffer.from(secret), { format: 'raw' });
  return async (notice, signal) => {
    const body = jsonOf(notice, notifying);
    const id = encodeURI(notice.id);
    const at = new Date(now());
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'linkmill',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signer.sign(id, at, body),
    };
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      await answer.body?.cancel();
      return shownBy(answer.status);
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'failed', answer: noConnection(codeOf((error as { cause?: unknown }).cause)) };
    }
  };
}

function shownBy(status: number): DeliveryResult {
  if (status >= 200 && status < 300) return { kind: 'delivered', answer: message('answered', { status }) };
  const isRedirect = status >= 300 && status < 400;
  return {
    kind: 'failed',
    answer: message(isRedirect ? 'answered_with_redirect' : 'answered', { status }),
  };
}
