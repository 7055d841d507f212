import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { codeOf } from '../domain/error-code.ts';
import { fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';
import type { RedisTarget } from './address.ts';

/** PEM files for a Redis over TLS. */
export interface CertificateFiles {
  /** The certificate authorities to trust; absent: those of Node. */
  readonly caFile?: string;
  /** Our own certificate and its key, for a Redis that asks for one. */
  readonly certFile?: string;
  readonly keyFile?: string;
}

/**
 * Adds these certificates to a target; throws `redis_unreachable` where a file cannot be read, the address has no
 * TLS, or a certificate lacks its key.
 */
export function withCertificates(target: RedisTarget, files: CertificateFiles): RedisTarget {
  const named = [
    ['ca', 'REDIS_CA_FILE', files.caFile],
    ['cert', 'REDIS_CERT_FILE', files.certFile],
    ['key', 'REDIS_KEY_FILE', files.keyFile],
  ] as const;
  const read = named.flatMap(([name, setting, path]) =>
    path === undefined ? [] : [[name, readPem(setting, path)]],
  );
  if (target.tls === undefined) {
    if (read.length === 0) return target;
    throw fail('redis_unreachable', message('redis_address_without_tls', {}));
  }
  if ((files.certFile === undefined) !== (files.keyFile === undefined))
    throw fail('redis_unreachable', message('redis_certificate_alone', {}));
  // TLS forbids an IP address as server name (RFC 6066); Node checks the certificate against it all the same.
  const name = isIP(target.host ?? '') === 0 ? target.tls : {};
  return { ...target, tls: { ...name, ...Object.fromEntries(read) } };
}

function readPem(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fail(
      'redis_unreachable',
      message('redis_certificate_unreadable', { setting, error: codeOf(error) }),
    );
  }
}
