import type { Language } from '../../i18n/i18n.ts';
import { message } from '../../i18n/messages.ts';
import type { Failure } from '../failure.ts';
import { isDecodable, isSafeTransport, readCredential } from './setting-values.ts';

/** A mail server, and our login there. */
export interface MailServer {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly isSecure: boolean;
  readonly user?: string;
  readonly password?: string;
}

/** A mail server, and the sender and receivers of notices. */
export interface MailSettings extends MailServer {
  /** Mail without a password may go unencrypted to another machine whose server offers no TLS. */
  readonly isTlsOptional?: true;
  readonly from: string;
  readonly to: readonly string[];
}

/** The URL that notices are posted to, and the secret that signs them. */
export interface WebhookSettings {
  readonly url: string;
  readonly secret: string;
}

/** Who receives notices, and in which language. */
export interface NoticeSettings {
  readonly language: Language;
  readonly mail?: MailSettings;
  readonly webhook?: WebhookSettings;
}

const mostReceivers = 20;

/** Reads `smtp://` or `smtps://` with a host, and both a user and a password or neither; the default port is 587 or 465. */
export function readSmtpUrl(text: string): MailServer | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const isSecure = protocol === 'smtps:';
  if ((!isSecure && protocol !== 'smtp:') || hostname === '') return undefined;
  if (!['', '/'].includes(pathname) || `${search}${hash}` !== '') return undefined;
  if ((username === '') !== (password === '') || ![username, password].every(isDecodable)) return undefined;
  const login = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (isSecure ? 465 : 587),
    isSecure,
    ...(username !== '' && login),
  };
}

/** Accepts a bare e-mail address in ASCII; undefined for anything else. */
export function readMailAddress(text: string): string | undefined {
  return /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z\d](?:[A-Za-z\d.-]{0,252}[A-Za-z\d])?$/.test(text)
    ? text
    : undefined;
}

/** Reads at most 20 e-mail addresses separated by commas, each once; undefined where one is wrong. */
export function readMailAddresses(text: string): string[] | undefined {
  const addresses = [...new Set(text.split(',').map((part) => part.trim()))];
  const isGood = addresses.length <= mostReceivers && addresses.every((one) => readMailAddress(one));
  return isGood ? addresses : undefined;
}

/** Reads an https URL, or http for this machine, without user and password. Its path and query may be secret. */
export function readWebhookUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return isSafeTransport(url) && `${url.username}${url.password}` === '' ? url.href : undefined;
}

/** A secret of Standard Webhooks: a prefix and base64. */
const standardSecret = /^whsec_(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

/** Whether the signing key is the decoded base64 of the secret, as in Standard Webhooks. */
export function isStandardSecret(secret: string): boolean {
  return secret.startsWith('whsec_');
}

/** Accepts one word of at least 16 characters; after `whsec_` only base64. */
export function readWebhookSecret(text: string): string | undefined {
  if (text.length < 16 || (isStandardSecret(text) && !standardSecret.test(text))) return undefined;
  return readCredential(text);
}

interface Values {
  readonly LINKMILL_SMTP_URL?: MailServer | undefined;
  readonly LINKMILL_MAIL_TLS?: 'required' | 'optional' | undefined;
  readonly LINKMILL_MAIL_FROM?: string | undefined;
  readonly LINKMILL_MAIL_TO?: readonly string[] | undefined;
  readonly LINKMILL_WEBHOOK_URL?: string | undefined;
  readonly LINKMILL_WEBHOOK_SECRET?: string | undefined;
  readonly LINKMILL_LANG?: Language | undefined;
}

/** The notice settings; a setting that needs another one adds a failure to `wrong` where that one is missing. */
export function noticeSettingsOf(values: Values, fallback: Language, wrong: Failure[]): NoticeSettings {
  const { LINKMILL_SMTP_URL: server, LINKMILL_MAIL_FROM: from, LINKMILL_MAIL_TO: to } = values;
  const { LINKMILL_WEBHOOK_URL: url, LINKMILL_WEBHOOK_SECRET: secret } = values;
  judgeTogether(values, ['LINKMILL_SMTP_URL', 'LINKMILL_MAIL_FROM', 'LINKMILL_MAIL_TO'], wrong);
  judgeTogether(values, ['LINKMILL_WEBHOOK_URL', 'LINKMILL_WEBHOOK_SECRET'], wrong);
  const isTlsOptional = values.LINKMILL_MAIL_TLS === 'optional';
  return {
    language: values.LINKMILL_LANG ?? fallback,
    ...(server && from && to && { mail: { ...server, from, to, ...(isTlsOptional && { isTlsOptional }) } }),
    ...(url && secret && { webhook: { url, secret } }),
  };
}

function judgeTogether(values: Values, names: readonly (keyof Values)[], wrong: Failure[]): void {
  const missing = names.filter((name) => values[name] === undefined);
  if (missing.length === 0 || missing.length === names.length) return;
  const details = [
    message('setting_goes_with', { settings: names.filter((name) => !missing.includes(name)) }),
  ];
  for (const field of missing) wrong.push({ code: 'settings_wrong', field, details });
}
