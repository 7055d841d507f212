import { type Config, readSurroundings } from '../config.ts';
import type { Failure } from '../domain/failure.ts';
import { isThisMachine } from '../domain/settings/hosts.ts';

/** What of this machine's settings lets others read what is sent. */
export function weakPoints({ notices }: Pick<Config, 'notices'>): Failure[] {
  const { mail } = notices;
  const isMailReadable =
    mail?.isTlsOptional && !mail.isSecure && mail.user === undefined && !isThisMachine(mail.host);
  return [
    ...(readSurroundings().NODE_TLS_REJECT_UNAUTHORIZED === '0' ? [{ code: 'tls_unchecked' } as const] : []),
    ...(isMailReadable ? [{ code: 'mail_readable' } as const] : []),
  ];
}
