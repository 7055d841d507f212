import { afterEach, expect, test } from '@jest/globals';
import { message } from '../../src/i18n/messages.ts';
import { createNotify } from '../../src/notify/notify.ts';
import { notice, startMailSink, startReceiver } from '../support/notices.ts';
import { waitUntil } from '../support/wait-until.ts';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

let receiver: Receiver | undefined;
afterEach(async () => {
  await receiver?.stop();
});

test('a receiver that hangs is abandoned when the process stops, and the result is undefined', async () => {
  receiver = await startReceiver(() => undefined);
  const webhook = { url: receiver.url, secret: 'a-secret-of-a-webhook' };
  const notify = createNotify({ account: 'main', language: 'en', webhook }, () => 0);
  expect(notify.targets).toEqual(['webhook']);
  const stopping = new AbortController();
  const notifying = notify.send('webhook', notice, stopping.signal);
  const { calls } = receiver;
  await waitUntil('the call is there', () => calls.length === 1);
  stopping.abort();
  expect(await notifying).toBeUndefined();
});

test('a receiver that hangs is given up after the time limit', async () => {
  receiver = await startReceiver(() => undefined);
  const webhook = { url: receiver.url, secret: 'a-secret-of-a-webhook' };
  const notify = createNotify({ account: 'main', language: 'en', webhook }, () => 0, 100);
  const result = await notify.send('webhook', notice, new AbortController().signal);
  expect(result).toEqual({ kind: 'failed', answer: message('no_answer_within', { seconds: 0.1 }) });
});

test('a mail server that hangs is given up, too', async () => {
  const sink = await startMailSink({ onConnect: () => undefined });
  const mail = {
    host: '127.0.0.1',
    port: sink.port,
    isSecure: false,
    from: 'a@example.com',
    to: ['b@example.com'],
  };
  const notify = createNotify({ account: 'main', language: 'en', mail }, () => 0, 100);
  const result = await notify.send('mail', notice, new AbortController().signal);
  expect(result).toEqual({ kind: 'failed', answer: message('no_answer_within', { seconds: 0.1 }) });
  await sink.stop();
});

test('a target without settings is no target', () => {
  expect(createNotify({ account: 'main', language: 'en' }, () => 0).targets).toEqual([]);
});
