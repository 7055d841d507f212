import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { message } from '../../src/i18n/messages.ts';
import { createWebhook } from '../../src/notify/webhook.ts';
import { notice, startReceiver } from '../support/notices.ts';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

let receiver: Receiver | undefined;
afterEach(async () => {
  await receiver?.stop();
});

const secret = 'a-secret-of-a-webhook';
const now = Date.UTC(2026, 9, 25, 1, 11, 12, 345);
const never = new AbortController().signal;

const webhookTo = (url: string) =>
  createWebhook({ url, secret }, { account: 'main', language: 'fr' }, () => now);

test('a notice is posted as JSON, signed over its raw body with the time', async () => {
  receiver = await startReceiver();
  expect(await webhookTo(receiver.url)(notice, never)).toEqual({
    kind: 'delivered',
    said: message('answered', { status: 204 }),
  });
  const [{ headers, body }] = receiver.calls as [Receiver['calls'][number]];
  const seconds = Math.floor(now / 1000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  expect(headers['linkmill-signature']).toBe(`t=${seconds},v1=${digest}`);
  expect(headers['linkmill-notice']).toBe(notice.id);
  expect(headers['content-type']).toBe('application/json');
  const { id, kind, subject, lines, facts } = notice;
  const next = ['npx linkmill report abcdefghijkl'];
  expect(JSON.parse(body)).toMatchObject({ id, kind, facts, next, account: 'main' });
  expect(JSON.parse(body)).toMatchObject({ messages: { subject, lines } });
  expect(JSON.parse(body).at).toBe('2026-10-25T01:10:00.000Z');
  expect(JSON.parse(body).lines[0]).toBe('212 liens pour 12\u202f345,67\u00a0EUR.');
  expect(JSON.parse(body).lines).toHaveLength(lines.length);
});

test('the receiver of the README knows our signature, and takes no other body, secret, time or shape', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const code = /```js\n([\s\S]*?isFromLinkmill[\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { isFromLinkmill } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  receiver = await startReceiver();
  await webhookTo(receiver.url)(notice, never);
  const [{ headers, body }] = receiver.calls as [Receiver['calls'][number]];
  const header = String(headers['linkmill-signature']);
  const at = now / 1000;
  expect(isFromLinkmill(header, body, secret, at + 299)).toBe(true);
  expect(isFromLinkmill(header, Buffer.from(body), secret, at)).toBe(true);
  expect(isFromLinkmill(header, `${body} `, secret, at)).toBe(false);
  expect(isFromLinkmill(header, body, 'another-secret', at)).toBe(false);
  expect(isFromLinkmill(header, body, secret, at + 302)).toBe(false);
  expect(isFromLinkmill('', body, secret, at)).toBe(false);
});

test('500 is no delivery, and any 2xx is one, however much it answers', async () => {
  receiver = await startReceiver((call) => (call === 1 ? 500 : 200));
  const webhook = webhookTo(receiver.url);
  expect(await webhook(notice, never)).toEqual({
    kind: 'failed',
    said: message('answered', { status: 500 }),
  });
  expect(await webhook(notice, never)).toEqual({
    kind: 'delivered',
    said: message('answered', { status: 200 }),
  });
});

test('a redirect is not followed', async () => {
  receiver = await startReceiver(() => 307);
  const told = await webhookTo(receiver.url)(notice, never);
  expect(told).toEqual({ kind: 'failed', said: message('answered_with_redirect', { status: 307 }) });
  expect(receiver.calls).toHaveLength(1);
});

test('nobody there is told in a word without the address', async () => {
  receiver = await startReceiver();
  const { url } = receiver;
  await receiver.stop();
  receiver = undefined;
  expect(await webhookTo(url)(notice, never)).toEqual({
    kind: 'failed',
    said: message('connection_failed', { reason: 'ECONNREFUSED' }),
  });
});
