import { expect, test } from '@jest/globals';
import { readConfig } from '../../../src/config.ts';
import {
  readMailAddresses,
  readSmtpUrl,
  readWebhookUrl,
} from '../../../src/domain/settings/notice-settings.ts';

const mail = {
  LINKMILL_SMTP_URL: 'smtps://finance%40example.com:p%40ss-word@mail.example.com',
  LINKMILL_MAIL_FROM: 'linkmill@example.com',
  LINKMILL_MAIL_TO: 'finance@example.com, it@example.com,finance@example.com',
};
const webhook = {
  LINKMILL_WEBHOOK_URL: 'https://example.com/linkmill?key=hidden',
  LINKMILL_WEBHOOK_SECRET: 'a-secret-of-a-webhook',
};

test('mail and webhook settings are read, with user and password of the mail server decoded', () => {
  const { notices } = readConfig({ ...mail, ...webhook, LINKMILL_LANG: 'fr' });
  expect(notices).toEqual({
    language: 'fr',
    mail: {
      ...{ host: 'mail.example.com', port: 465, isSecure: true },
      ...{ user: 'finance@example.com', password: 'p@ss-word', from: 'linkmill@example.com' },
      to: ['finance@example.com', 'it@example.com'],
    },
    webhook: { url: webhook.LINKMILL_WEBHOOK_URL, secret: webhook.LINKMILL_WEBHOOK_SECRET },
  });
  expect(readConfig({ LANG: 'fr_FR.UTF-8' }).notices).toEqual({ language: 'fr' });
});

test.each([
  ['LINKMILL_MAIL_FROM', { ...mail, LINKMILL_MAIL_FROM: '' }],
  ['LINKMILL_SMTP_URL', { ...mail, LINKMILL_SMTP_URL: '' }],
  ['LINKMILL_WEBHOOK_SECRET', { ...webhook, LINKMILL_WEBHOOK_SECRET: '' }],
  ['LINKMILL_WEBHOOK_SECRET', { ...webhook, LINKMILL_WEBHOOK_SECRET: 'too-short' }],
  ['LINKMILL_WEBHOOK_SECRET', { ...webhook, LINKMILL_WEBHOOK_SECRET: 'whsec_no-base64-at-all' }],
  ['LINKMILL_WEBHOOK_URL', { ...webhook, LINKMILL_WEBHOOK_URL: 'http://example.com/?key=hidden' }],
])('a wrong %s is refused at the start, and no value is shown', (name, environment) => {
  const read = () => readConfig(environment);
  expect(read).toThrow(name);
  expect(read).not.toThrow(/hidden|too-short|ss-word|a-secret/);
});

test.each([
  'http://mail.example.com',
  'smtp://mail.example.com/path',
  'smtp://mail.example.com?tls.rejectUnauthorized=false',
  'smtp://user@mail.example.com',
  'smtp://user:%zz@mail.example.com',
  'mail.example.com',
])('%s is not accepted as a mail server', (text) => {
  expect(readSmtpUrl(text)).toBeUndefined();
});

test('a mail server has the default port unless its URL has another', () => {
  expect(readSmtpUrl('smtp://mail.example.com')).toEqual({
    host: 'mail.example.com',
    port: 587,
    isSecure: false,
  });
  expect(readSmtpUrl('smtp://[::1]:2525')).toEqual({ host: '::1', port: 2525, isSecure: false });
});

test('a receiver is a bare address, without anything that could add a header or another receiver', () => {
  expect(readMailAddresses('a@example.com')).toEqual(['a@example.com']);
  for (const text of [
    '',
    'a',
    'A <a@example.com>',
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com;b@example.com',
  ])
    expect(readMailAddresses(text)).toBeUndefined();
  expect(
    readMailAddresses(Array.from({ length: 21 }, (_, at) => `a${at}@example.com`).join(',')),
  ).toBeUndefined();
});

test('a webhook has an https URL, or http on this machine, without user and password', () => {
  expect(readWebhookUrl('http://127.0.0.1:8080/in')).toBe('http://127.0.0.1:8080/in');
  for (const text of ['http://example.com/', 'ftp://example.com/', 'https://a:b@example.com/', 'no address'])
    expect(readWebhookUrl(text)).toBeUndefined();
});
