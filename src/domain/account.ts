import { createHash } from 'node:crypto';
import { base32Of } from './text/base32.ts';

/**
 * The id of an account: the first 12 characters of lower-case base32 of the SHA-256 of the API's host (with its port, where it has one) and
 * the client id. Another client id or another host is another account.
 */
export function accountId(apiHost: string, clientId: string): string {
  return base32Of(createHash('sha256').update(apiHost).update(clientId).digest(), 12);
}
