import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { message } from '../../src/i18n/messages.ts';
import { createWebhook } from '../../src/notify/webhook.ts';
import { notice, startReceiver } from '../support/notices.ts';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

let receiver: Receiver | undefined;
afterEach(async () => {
  await receiver?.stop();
});

const secret = `whsec_${Buffer.from('a secret of a webhook').toString('base64')}`;
const now = Date.UTC(2026, 9, 25, 1, 11, 12, 345);
const never = new AbortController().signal;

const webhookTo = (url: string, by = secret, clock = () => now) =>
  createWebhook({ url, secret: by }, { account: 'main', language: 'fr' }, clock);

/** Posts the notice and returns the request that the receiver got. */
async function posted(by = secret, clock = () => now) {
  receiver = await startReceiver();
  expect(await webhookTo(receiver.url, by, clock)(notice, never)).toEqual({
    kind: 'delivered',
    answer: message('answered', { status: 204 }),
  });
  return receiver.calls[0] as Receiver['calls'][number];
}

test.each([
  [secret, 'a secret of a webhook'],
  ['a-secret-of-a-webhook', 'a-secret-of-a-webhook'],
])('a notice is posted as JSON, signed by %p over its id, the time and its raw body', async (by, key) => {
  const { headers, body } = await posted(by);
  const seconds = String(Math.floor(now / 1000));
  const digest = createHmac('sha256', key).update(`${notice.id}.${seconds}.${body}`).digest('base64');
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': notice.id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${digest}`,
  });
  const { id, kind, subject, lines, facts } = notice;
  const next = ['npx linkmill report abcdefghijkl'];
  expect(JSON.parse(body)).toMatchObject({ id, kind, facts, next, account: 'main' });
  expect(JSON.parse(body)).toMatchObject({ messages: { subject, lines } });
  expect(JSON.parse(body).at).toBe('2026-10-25T01:10:00.000Z');
  expect(JSON.parse(body).lines[0]).toBe('212 liens pour 12\u202f345,67\u00a0EUR.');
  expect(JSON.parse(body).lines).toHaveLength(lines.length);
});

/** The receiver in the README, with the library passed in instead of its import. */
function readmeReceiver(): (
  headers: unknown,
  body: string | Buffer,
  secret: string,
) => { readonly id: string } {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, code = ''] =
    /```js\nimport \{ Webhook \} from 'standardwebhooks';\n([\s\S]*?)```/.exec(readme) ?? [];
  return new Function('Webhook', code.replace('export function', 'return function'))(Webhook);
}

test('the receiver of the README accepts our signature, and no other body, secret, time or id', async () => {
  const readNotice = readmeReceiver();
  const { headers, body } = await posted(secret, Date.now);
  expect(readNotice(headers, body, secret).id).toBe(notice.id);
  expect(readNotice(headers, Buffer.from(body), secret).id).toBe(notice.id);
  expect(() => readNotice(headers, `${body} `, secret)).toThrow();
  expect(() => readNotice(headers, body, `whsec_${Buffer.from('another').toString('base64')}`)).toThrow();
  expect(() => readNotice({ ...headers, 'webhook-id': 'another' }, body, secret)).toThrow();
  expect(() => readNotice({}, body, secret)).toThrow();
  await receiver?.stop();
  const old = await posted(secret, () => Date.now() - 302_000);
  expect(() => readNotice(old.headers, old.body, secret)).toThrow();
});

test('500 is no delivery, and any 2xx is one, whatever the length of its answer', async () => {
  receiver = await startReceiver((call) => (call === 1 ? 500 : 200));
  const webhook = webhookTo(receiver.url);
  expect(await webhook(notice, never)).toEqual({
    kind: 'failed',
    answer: message('answered', { status: 500 }),
  });
  expect(await webhook(notice, never)).toEqual({
    kind: 'delivered',
    answer: message('answered', { status: 200 }),
  });
});

test('a redirect is not followed', async () => {
  receiver = await startReceiver(() => 307);
  const result = await webhookTo(receiver.url)(notice, never);
  expect(result).toEqual({ kind: 'failed', answer: message('answered_with_redirect', { status: 307 }) });
  expect(receiver.calls).toHaveLength(1);
});

test('a missing receiver is reported without its address', async () => {
  receiver = await startReceiver();
  const { url } = receiver;
  await receiver.stop();
  receiver = undefined;
  expect(await webhookTo(url)(notice, never)).toEqual({
    kind: 'failed',
    answer: message('connection_failed', { reason: 'ECONNREFUSED' }),
  });
});
