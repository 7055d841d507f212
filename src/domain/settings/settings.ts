import { z } from 'zod';
import { languages } from '../../i18n/i18n.ts';
import { type Message, type MessageCode, message } from '../../i18n/messages.ts';
import { dayMs } from '../dates/spans.ts';
import type { Failure } from '../failure.ts';
import { readLinkLife } from '../link-life.ts';
import { readCents } from '../money/cents.ts';
import { judgeIban } from '../parties/iban.ts';
import { judgeCallbackUrl } from './callback-url.ts';
import { readHosts } from './hosts.ts';
import { readKeys } from './key-text.ts';
import {
  readMailAddress,
  readMailAddresses,
  readSmtpUrl,
  readWebhookSecret,
  readWebhookUrl,
} from './notice-settings.ts';
import { readSecretPlaces } from './secret-places.ts';
import {
  readAccountName,
  readAge,
  readBaseUrl,
  readCredential,
  readLimits,
  readRedisUrl,
  readTimeZone,
} from './setting-values.ts';

/** A schema for a text that `read` accepts; `wanted` describes what the setting must be, and never shows its value. */
function readBy<Value extends {}>(read: (text: string) => Value | undefined, wanted: Message) {
  return z.string().transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: wanted.code, params: { wanted } });
    return z.NEVER;
  });
}

/** What a setting must be, from an issue of its schema. */
export function wantedIn(issue: z.core.$ZodIssue): Pick<Failure, 'details'> {
  const wanted: Message | undefined = issue.code === 'custom' ? issue.params?.wanted : undefined;
  return wanted === undefined ? {} : { details: [wanted] };
}

type WholeNumber = Extract<MessageCode, `setting_whole_number${string}`>;

function wholeNumber(
  least: number,
  most: number,
  example: string,
  code: WholeNumber = 'setting_whole_number',
) {
  const read = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);
  const inside = (value: number | undefined) =>
    value !== undefined && value >= least && value <= most ? value : undefined;
  return readBy((text) => inside(read(text)), message(code, { least, most, example }));
}

function choice<const Words extends readonly string[]>(words: Words) {
  return readBy<Words[number]>(
    (text) => words.find((word) => word === text),
    message('setting_choice', { words }),
  );
}

const anyText = z.string();

/** Gives a setting a default: `text`, as a person would type it. */
function usually<Schema extends z.ZodType>(text: string, schema: Schema): Schema {
  return schema.meta({ default: text });
}

/**
 * Every setting of the environment: how its text is read, and its default. The catalogues describe its purpose as `setting.<name>`; the table
 * of settings in the documentation is generated from both.
 */
export const settingsSchema = z.object({
  BRIDGE_CLIENT_ID: readBy(readCredential, message('setting_word', {})).optional(),
  BRIDGE_CLIENT_SECRET: readBy(readCredential, message('setting_word', {})).optional(),
  LINKMILL_ACCOUNT: readBy(readAccountName, message('setting_account_name', {})).optional(),
  BRIDGE_VERSION: usually('2025-01-15', choice(['2025-01-15', '2021-06-01'])),
  BRIDGE_BASE_URL: usually(
    'https://api.bridgeapi.io',
    readBy(readBaseUrl, message('setting_api_address', {})),
  ),
  LINKMILL_BRIDGE_HOSTS: usually(
    'api.bridgeapi.io,localhost,127.0.0.1,[::1]',
    readBy(readHosts, message('setting_hosts', { example: 'api.bridgeapi.io,localhost' })),
  ),
  LINKMILL_LINK_HOSTS: readBy(readHosts, message('setting_hosts', { example: 'pay.example.com' })).optional(),
  LINKMILL_SECRET_PLACES: usually(
    'stored,secrets/,~/.config/linkmill/secrets/,/etc/linkmill/secrets/,/run/secrets/,/run/credentials/,LINKMILL_SECRET_*',
    readBy(readSecretPlaces, message('setting_places', {})),
  ),
  BRIDGE_LIMITS: usually('2000/300s,50/1s', readBy(readLimits, message('setting_limits', {}))),
  BRIDGE_PACE_GUARD_MS: wholeNumber(0, 60_000, '250', 'setting_whole_number_ms').optional(),
  BRIDGE_TIMEOUT_MS: usually('15000', wholeNumber(100, 120_000, '15000', 'setting_whole_number_ms')),
  REDIS_URL: readBy(readRedisUrl, message('setting_redis_address', {})).optional(),
  REDIS_CA_FILE: anyText.optional(),
  REDIS_CERT_FILE: anyText.optional(),
  REDIS_KEY_FILE: anyText.optional(),
  LINKMILL_DATA_DIR: usually('.linkmill', anyText),
  LINKMILL_KEY: readBy(readKeys, message('setting_keys', {})).optional(),
  LINKMILL_KEY_FILE: anyText.optional(),
  LINKMILL_PURGE_AFTER: readBy(readAge, message('setting_age', {})).optional(),
  LINKMILL_CONCURRENCY: usually('50', wholeNumber(1, 1000, '50')),
  LINKMILL_LATE_COMMIT_MS: usually('120000', wholeNumber(0, dayMs, '120000', 'setting_whole_number_ms')),
  LINKMILL_LISTING_DELAY_MS: usually('30000', wholeNumber(0, dayMs, '30000', 'setting_whole_number_ms')),
  LINKMILL_BREAKER: usually('20', wholeNumber(1, 1_000_000, '20')),
  LINKMILL_MAX_FILE_MB: usually('1024', wholeNumber(1, 1_000_000, '1024', 'setting_whole_number_megabytes')),
  LINKMILL_MAX_ROWS: usually('1000000', wholeNumber(1, 100_000_000, '1000000', 'setting_whole_number_rows')),
  LINKMILL_TIME_ZONE: usually('Europe/Paris', readBy(readTimeZone, message('setting_time_zone', {}))),
  LINKMILL_AMOUNT_MAX: usually(
    '35000.00',
    readBy((text) => readCents(text, '', []), message('setting_amount', {})),
  ),
  LINKMILL_LOG_LEVEL: usually('warn', choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])),
  LINKMILL_LOG_FORMAT: usually('json', choice(['json', 'pretty'])),
  LINKMILL_PAYER_COMPANY: anyText.optional(),
  LINKMILL_PAYER_FIRST_NAME: anyText.optional(),
  LINKMILL_PAYER_LAST_NAME: anyText.optional(),
  LINKMILL_EXPIRES_IN: usually('30d', readBy(readLinkLife, message('setting_link_life', {}))),
  LINKMILL_LABEL: usually('Refund {reference}', anyText),
  LINKMILL_CALLBACK_URL: readBy(
    (text) => judgeCallbackUrl(text, '', []),
    message('setting_https_address', { example: 'https://example.com/thanks' }),
  ).optional(),
  LINKMILL_DEFAULT_IBAN: readBy(
    (text) => judgeIban(text, '', [], []),
    message('setting_iban', {}),
  ).optional(),
  LINKMILL_SMTP_URL: readBy(readSmtpUrl, message('setting_mail_server', {})).optional(),
  LINKMILL_MAIL_TLS: usually('required', choice(['required', 'optional'])),
  LINKMILL_MAIL_FROM: readBy(readMailAddress, message('setting_mail_address', {})).optional(),
  LINKMILL_MAIL_TO: readBy(readMailAddresses, message('setting_mail_addresses', {})).optional(),
  LINKMILL_WEBHOOK_URL: readBy(readWebhookUrl, message('setting_webhook_address', {})).optional(),
  LINKMILL_WEBHOOK_SECRET: readBy(readWebhookSecret, message('setting_webhook_secret', {})).optional(),
  LINKMILL_LANG: choice(languages).optional(),
});

export type Settings = z.infer<typeof settingsSchema>;

/** The name of a setting. */
export type SettingName = keyof Settings;

export const settingNames: readonly SettingName[] = settingsSchema.keyof().options;

/** The default of a setting, as a person would type it; undefined where it has none. */
export function defaultOf(name: SettingName): string | undefined {
  const { default: text } = settingsSchema.shape[name].meta() ?? {};
  return typeof text === 'string' ? text : undefined;
}

/** Variables that the program reads besides its settings. */
const otherVariables = ['HOME', 'PATH', 'XDG_CACHE_HOME'];

/** Whether the program itself reads a variable: such a variable is never an account's secret, whatever the secret places allow. */
export function isSetting(variable: string): boolean {
  return variable in settingsSchema.shape || otherVariables.includes(variable);
}
