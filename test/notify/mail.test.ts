import { afterEach, expect, test } from '@jest/globals';
import { rendererOf } from '../../src/i18n/i18n.ts';
import { message } from '../../src/i18n/messages.ts';
import { createMail, transportOf } from '../../src/notify/mail.ts';
import type { DeliveryResult } from '../../src/notify/notify.ts';
import { notice, shownNotice, startMailSink } from '../support/notices.ts';

type Sink = Awaited<ReturnType<typeof startMailSink>>;

let sink: Sink | undefined;
afterEach(async () => {
  await sink?.stop();
});

const notifying = { account: 'main', language: 'en' } as const;
/** The result of a delivery, in English. */
const answerIn = (result: DeliveryResult) => rendererOf('en').render(result.answer);

const never = new AbortController().signal;

function mailTo({ port }: Sink, change: object = {}) {
  const to = ['finance@example.com', 'it@example.com'];
  const settings = { host: '127.0.0.1', port, isSecure: false, from: 'linkmill@example.com', to };
  return createMail({ ...settings, ...change }, notifying);
}

test('a notice is one mail in plain text to all receivers, with headers that give its id', async () => {
  sink = await startMailSink({ disabledCommands: ['STARTTLS'] });
  const result = await mailTo(sink)(notice, never);
  expect(result).toEqual({ kind: 'delivered', answer: message('mail_taken', {}) });
  expect(sink.mails.map(({ to }) => to)).toEqual([['finance@example.com', 'it@example.com']]);
  const head = sink.mails[0]?.text.split('\r\n\r\n')[0] ?? '';
  expect(head).toContain('Subject: [Linkmill main] nightly: 212 links, 2 rows to mend');
  expect(head).toContain(`Linkmill-Notice: ${notice.id}`);
  expect(head.replaceAll('\r\n ', ' ')).toContain(
    'Message-ID: <run_ended-nightly-2026-10-25T02-00.main@example.com>',
  );
  expect(head).toContain('Content-Type: text/plain');
  expect(head).toContain('Date: Sun, 25 Oct 2026 01:10:00 +0000');
  const body = sink.mails[0]?.text.replaceAll('=\r\n', '');
  expect(body).toContain(shownNotice(notice).lines.join('\r\n'));
  expect(sink.mails[0]?.text).toContain('\r\n  npx linkmill report abcdefghijkl\r\n');
});

test('a login is sent over STARTTLS where the server offers it', async () => {
  sink = await startMailSink();
  const login = { user: 'linkmill', password: 'a-mail-password' };
  expect((await mailTo(sink, login)(notice, never)).kind).toBe('delivered');
  expect(sink.mails.map(({ isSecure, user }) => [isSecure, user])).toEqual([[true, 'linkmill']]);
});

test('a password leaves this machine only encrypted, and only to a server with a valid certificate', () => {
  const away = { host: 'mail.example.com', port: 587, isSecure: false, from: '', to: [] };
  const login = { user: 'linkmill', password: 'a-mail-password' };
  expect(transportOf({ ...away, ...login })).toMatchObject({
    requireTLS: true,
    tls: { rejectUnauthorized: true },
  });
  expect(transportOf({ ...away, host: 'localhost', ...login })).toMatchObject({ requireTLS: false });
  expect(transportOf({ ...away, isSecure: true, host: 'localhost' })).toMatchObject({
    secure: true,
    tls: { rejectUnauthorized: true },
  });
});

test('mail goes to another machine only over TLS, unless the settings say otherwise and there is no password', () => {
  const away = { host: 'mail.example.com', port: 25, isSecure: false, from: '', to: [] };
  expect(transportOf(away)).toMatchObject({ requireTLS: true, tls: { rejectUnauthorized: true } });
  const isTlsOptional = true as const;
  expect(transportOf({ ...away, isTlsOptional })).toMatchObject({ requireTLS: false });
  const login = { user: 'linkmill', password: 'a-mail-password' };
  expect(transportOf({ ...away, ...login, isTlsOptional })).toMatchObject({ requireTLS: true });
});

test('smtps refuses an untrusted certificate, and sends nothing', async () => {
  sink = await startMailSink({ secure: true });
  const result = await mailTo(sink, { isSecure: true })(notice, never);
  expect(result.kind).toBe('failed');
  expect(answerIn(result)).toMatch(/^no connection: /);
  expect(sink.mails).toEqual([]);
});

test('a wrong password, a refused sender and a refused receiver are reported by their codes alone', async () => {
  sink = await startMailSink({
    onMailFrom: ({ address }, _session, done) =>
      done(
        address.startsWith('linkmill')
          ? null
          : Object.assign(new Error('secret-words'), { responseCode: 550 }),
      ),
    onRcptTo: ({ address }, _session, done) =>
      done(
        address.startsWith('finance')
          ? null
          : Object.assign(new Error('secret-words'), { responseCode: 550 }),
      ),
  });
  const answerTo = async (change: object) => answerIn(await mailTo(sink as Sink, change)(notice, never));
  expect(await answerTo({ user: 'linkmill', password: 'wrong' })).toBe(
    'the mail server refused the login (535)',
  );
  expect(await answerTo({ from: 'other@example.com' })).toBe('the mail server answered 550 to MAIL FROM');
  expect(await answerTo({})).toBe('the mail server took it, but not for 1 of 2 addresses');
});

test('a server that refuses for a while takes the same mail later; a missing server is reported', async () => {
  let refusals = 2;
  sink = await startMailSink({
    onConnect: (_session, done) => {
      refusals -= 1;
      done(refusals < 0 ? null : Object.assign(new Error('busy'), { responseCode: 421 }));
    },
  });
  const mail = mailTo(sink);
  const kinds = [await mail(notice, never), await mail(notice, never), await mail(notice, never)];
  expect(kinds.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'delivered']);
  await sink.stop();
  expect(answerIn(await mail(notice, never))).toMatch(/^no connection: .*ECONNREFUSED|ESOCKET/);
  sink = undefined;
});
