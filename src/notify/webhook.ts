import { createHmac } from 'node:crypto';
import { codeOf } from '../domain/error-code.ts';
import type { WebhookSettings } from '../domain/notice-settings.ts';
import { message } from '../i18n/messages.ts';
import { jsonOf, noConnection, type Telling } from './notice-text.ts';
import type { Teller, Told } from './teller.ts';

/**
 * Posts a notice as JSON. Its headers: `Linkmill-Notice` with the notice's id, and
 * `Linkmill-Signature: t=<unix seconds>,v1=<hex of HMAC-SHA256 over "<t>.<raw body>">`. Any 2xx is delivered; no redirect is
 * followed, and nothing of the answer is read but its status.
 */
export function createWebhook({ url, secret }: WebhookSettings, telling: Telling, now: () => number): Teller {
  return async (notice, signal) => {
    const body = jsonOf(notice, telling);
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'linkmill',
      'Linkmill-Notice': encodeURI(notice.id),
      'Linkmill-Signature': signatureOf(body, Math.floor(now() / 1000), secret),
    };
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      await answer.body?.cancel();
      return toldBy(answer.status);
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'failed', said: noConnection(codeOf((error as { cause?: unknown }).cause)) };
    }
  };
}

function signatureOf(body: string, seconds: number, secret: string): string {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}

function toldBy(status: number): Told {
  if (status >= 200 && status < 300) return { kind: 'delivered', said: message('answered', { status }) };
  const isRedirect = status >= 300 && status < 400;
  return {
    kind: 'failed',
    said: message(isRedirect ? 'answered_with_redirect' : 'answered', { status }),
  };
}
