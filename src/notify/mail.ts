import { createTransport } from 'nodemailer';
import type { Notice } from '../domain/notices/notice.ts';
import { isThisMachine } from '../domain/settings/hosts.ts';
import type { MailSettings } from '../domain/settings/notice-settings.ts';
import { type Message, message } from '../i18n/messages.ts';
import type { NoticeSender } from './notice-sender.ts';
import { type Notifying, noConnection, subjectOf, textOf } from './notice-text.ts';

/** The time limit of each step of a mail, in ms. */
const stepMs = 10_000;

/**
 * Sends a notice as one mail in plain text. Its headers `Linkmill-Notice` and `Message-ID` derive from the notice's
 * id, so that receivers recognize a repeat.
 */
export function createMail(settings: MailSettings, notifying: Notifying): NoticeSender {
  const transport = createTransport(transportOf(settings));
  const { from, to } = settings;
  return async (notice, signal) => {
    try {
      const mail = { ...mailOf(notice, notifying, from), from, to: [...to], signal };
      const { rejected } = await transport.sendMail(mail);
      if (rejected.length === 0) return { kind: 'delivered', answer: message('mail_taken', {}) };
      return {
        kind: 'delivered',
        answer: message('mail_taken_in_part', { refused: rejected.length, all: to.length }),
      };
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'failed', answer: failureOf(error) };
    }
  };
}

/**
 * The options of the connection. Nothing leaves this machine unencrypted: without TLS from the start the server must
 * offer STARTTLS with a valid certificate. Only mail without a password may go unencrypted, where the settings allow
 * it. A server on this machine needs no valid certificate.
 */
export function transportOf({ host, port, isSecure, user, password, isTlsOptional }: MailSettings) {
  const isHere = isThisMachine(host);
  const mayBeRead = isTlsOptional === true && user === undefined;
  return {
    host,
    port,
    secure: isSecure,
    requireTLS: !isSecure && !isHere && !mayBeRead,
    tls: { rejectUnauthorized: isSecure || !isHere },
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    dnsTimeout: stepMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function mailOf(notice: Notice, notifying: Notifying, from: string) {
  const { id, at } = notice;
  const name = `${id}.${notifying.account}`.replaceAll(/[^\w.-]/g, '-');
  return {
    subject: subjectOf(notice, notifying),
    text: textOf(notice, notifying),
    date: new Date(at),
    messageId: `<${name}@${from.split('@')[1]}>`,
    // Keeps auto-responders from answering.
    headers: { 'Linkmill-Notice': encodeURI(id), 'Auto-Submitted': 'auto-generated' },
  };
}

/** Describes a failure by the codes of the server or the network: their messages may hold addresses. */
function failureOf(error: unknown): Message {
  const { code, responseCode, command } = error as Readonly<Record<string, unknown>>;
  const cause = (error as { cause?: { code?: unknown } }).cause?.code;
  const status = typeof responseCode === 'number' ? responseCode : undefined;
  if (code === 'ETLS') return message('tls_missing', {});
  if (code === 'EAUTH')
    return status === undefined ? message('login_unanswered', {}) : message('login_refused', { status });
  if (status !== undefined)
    return command
      ? message('mail_refused_at', { status, command: String(command) })
      : message('mail_refused', { status });
  return noConnection([code, cause].filter((word) => typeof word === 'string').join(' '));
}
