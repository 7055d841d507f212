import { z } from 'zod';
import { judgeCallbackUrl } from './callback-url.ts';
import { readCents } from './cents.ts';
import { readHosts } from './hosts.ts';
import { judgeIban } from './iban.ts';
import { readKeys } from './key-text.ts';
import { readLinkLife } from './link-life.ts';
import { readAccountName } from './named-account.ts';
import { readMailAddress, readMailAddresses, readSmtpUrl, readWebhookUrl } from './notice-settings.ts';
import { readSecretPlaces } from './secret-places.ts';
import {
  readAge,
  readBaseUrl,
  readCredential,
  readLimits,
  readRedisUrl,
  readTimeZone,
} from './setting-values.ts';
import type { SettingName } from './settings.ts';

/** A text that `read` understands; the message says what was wanted and never shows what was found. */
function readBy<Value extends {}>(read: (text: string) => Value | undefined, wanted: string) {
  return z.string().transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value as Value;
    context.addIssue({ code: 'custom', message: `It must be ${wanted}.` });
    return z.NEVER;
  });
}

function wholeNumber(least: number, most: number, unit: string, example: string) {
  const read = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);
  const inside = (value: number | undefined) =>
    value !== undefined && value >= least && value <= most ? value : undefined;
  const wanted = `a whole number${unit} from ${least} to ${most}, for instance ${example}`;
  return readBy((text) => inside(read(text)), wanted);
}

function choice<const Words extends readonly string[]>(words: Words) {
  return readBy<Words[number]>((text) => words.find((word) => word === text), `one of ${words.join(', ')}`);
}

const anyText = z.string();

/** What each setting's text is read by. */
export const settingReaders = {
  BRIDGE_CLIENT_ID: readBy(readCredential, 'one word without spaces, as the dashboard shows it').optional(),
  BRIDGE_CLIENT_SECRET: readBy(
    readCredential,
    'one word without spaces, as the dashboard shows it',
  ).optional(),
  LINKMILL_ACCOUNT: readBy(readAccountName, '1 to 40 of a to z, 0 to 9 and -, for instance shop').optional(),
  BRIDGE_VERSION: choice(['2025-01-15', '2021-06-01']),
  BRIDGE_BASE_URL: readBy(
    readBaseUrl,
    'an https address (http for this machine only), for instance https://api.bridgeapi.io',
  ),
  LINKMILL_BRIDGE_HOSTS: readBy(
    readHosts,
    'hosts with commas between, for instance api.bridgeapi.io,localhost',
  ),
  LINKMILL_LINK_HOSTS: readBy(
    readHosts,
    'hosts with commas between, for instance pay.example.com',
  ).optional(),
  LINKMILL_SECRET_PLACES: readBy(
    readSecretPlaces,
    'places with commas between: stored, a path with a slash, a variable, or its beginning and *',
  ),
  BRIDGE_LIMITS: readBy(readLimits, 'counts a window, for instance 2000/300s,50/1s, or none'),
  BRIDGE_PACE_GUARD_MS: wholeNumber(0, 60_000, ' of milliseconds', '250').optional(),
  BRIDGE_TIMEOUT_MS: wholeNumber(100, 120_000, ' of milliseconds', '15000'),
  REDIS_URL: readBy(
    readRedisUrl,
    'a redis://, rediss:// or unix:// address, for instance redis://localhost:6379',
  ).optional(),
  REDIS_CA_FILE: anyText.optional(),
  REDIS_CERT_FILE: anyText.optional(),
  REDIS_KEY_FILE: anyText.optional(),
  LINKMILL_DATA_DIR: anyText,
  LINKMILL_KEY: readBy(
    readKeys,
    'keys of 32 bytes in base64 or hexadecimal digits, with commas between',
  ).optional(),
  LINKMILL_KEY_FILE: anyText.optional(),
  LINKMILL_PURGE_AFTER: readBy(readAge, 'days from 30d to 36500d, for instance 400d').optional(),
  LINKMILL_CONCURRENCY: wholeNumber(1, 1000, '', '50'),
  LINKMILL_LATE_COMMIT_MS: wholeNumber(0, 86_400_000, ' of milliseconds', '120000'),
  LINKMILL_LISTING_DELAY_MS: wholeNumber(0, 86_400_000, ' of milliseconds', '30000'),
  LINKMILL_BREAKER: wholeNumber(1, 1_000_000, '', '20'),
  LINKMILL_MAX_FILE_MB: wholeNumber(1, 1_000_000, ' of megabytes', '1024'),
  LINKMILL_MAX_ROWS: wholeNumber(1, 100_000_000, ' of rows', '1000000'),
  LINKMILL_TIME_ZONE: readBy(readTimeZone, 'a zone of the IANA list, for instance Europe/Paris'),
  LINKMILL_AMOUNT_MAX: readBy((text) => readCents(text, '', []), 'an amount in euros, for instance 35000.00'),
  LINKMILL_LOG_LEVEL: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  LINKMILL_LOG_FORMAT: choice(['json', 'pretty']),
  LINKMILL_PAYER_COMPANY: anyText.optional(),
  LINKMILL_PAYER_FIRST_NAME: anyText.optional(),
  LINKMILL_PAYER_LAST_NAME: anyText.optional(),
  LINKMILL_EXPIRES_IN: readBy(
    readLinkLife,
    'days, hours or business days, at most 90 days or 60 business days, for instance 30d, 12h, 10b',
  ),
  LINKMILL_LABEL: anyText,
  LINKMILL_CALLBACK_URL: readBy(
    (text) => judgeCallbackUrl(text, '', []),
    'an https address, for instance https://example.com/thanks',
  ).optional(),
  LINKMILL_DEFAULT_IBAN: readBy(
    (text) => judgeIban(text, '', [], []),
    'an IBAN of a SEPA country, for instance FR14 2004 1010 0505 0001 3M02 606',
  ).optional(),
  LINKMILL_SMTP_URL: readBy(
    readSmtpUrl,
    'an smtp:// or smtps:// address without a path, for instance smtps://user:password@mail.example.com',
  ).optional(),
  LINKMILL_MAIL_TLS: choice(['required', 'optional']),
  LINKMILL_MAIL_FROM: readBy(
    readMailAddress,
    'an address of mail, for instance linkmill@example.com',
  ).optional(),
  LINKMILL_MAIL_TO: readBy(
    readMailAddresses,
    'at most 20 addresses of mail, for instance finance@example.com,it@example.com',
  ).optional(),
  LINKMILL_WEBHOOK_URL: readBy(
    readWebhookUrl,
    'an https address (http for this machine only), for instance https://example.com/linkmill',
  ).optional(),
  LINKMILL_WEBHOOK_SECRET: readBy(
    (text) => (text.length < 16 ? undefined : readCredential(text)),
    'one word of at least 16 characters without spaces',
  ).optional(),
  LINKMILL_LANG: choice(['en', 'fr', 'de']).optional(),
} satisfies Record<SettingName, z.ZodType>;
