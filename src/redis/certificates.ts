import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { codeOf } from '../domain/error-code.ts';
import { fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';
import type { RedisTarget } from './address.ts';

/** PEM files for a Redis over TLS. */
export interface CertificateFiles {
  /** Whose certificates are believed; absent: those that Node believes. */
  readonly caFile?: string;
  /** Our own certificate and its key, for a Redis that asks for one. */
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** A target with these certificates; a AppError where a file cannot be read, or the address has no TLS to use them with. */
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
  // A name that is an address may not be asked for (RFC 6066); the certificate is held against it all the same.
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
