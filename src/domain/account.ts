import { createHash } from 'node:crypto';
import { base32Of } from './text/base32.ts';

/**
 * The key of an account: 12 characters of lower-case base32 out of SHA-256 of the API's host (with its port, where it
 * has one) and the client id. Other credentials or another host are another account.
 */
export function accountId(apiHost: string, clientId: string): string {
  return base32Of(createHash('sha256').update(apiHost).update(clientId).digest(), 12);
}
