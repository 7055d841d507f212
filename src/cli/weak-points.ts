import { type Config, readSurroundings } from '../config.ts';
import type { Failure } from '../domain/failure.ts';
import { isThisMachine } from '../domain/settings/hosts.ts';

/** Failures for settings of this machine that let others read what the program sends. */
export function weakPoints({ notices }: Pick<Config, 'notices'>): Failure[] {
  const { mail } = notices;
  const isMailReadable =
    mail?.isTlsOptional && !mail.isSecure && mail.user === undefined && !isThisMachine(mail.host);
  return [
    ...(readSurroundings().NODE_TLS_REJECT_UNAUTHORIZED === '0' ? [{ code: 'tls_unchecked' } as const] : []),
    ...(isMailReadable ? [{ code: 'mail_readable' } as const] : []),
  ];
}
