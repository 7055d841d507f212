import type { Failure } from '../domain/failure.ts';
import { type Message, message } from '../i18n/messages.ts';
import type { UnsignedAccount } from '../wiring/accounts.ts';

/** The failure for an account that no key of this installation has signed. */
export function unsignedFailure({ account, flaw }: UnsignedAccount): Failure {
  return { code: 'account_unsigned', details: [message('named', { name: account.name }), flawText(flaw)] };
}

/** The failure for a default account whose choice no key of this installation has signed. */
export function unsignedDefaultFailure(name: string): Failure {
  return { code: 'account_unsigned', details: [message('named', { name }), message('default_unsigned', {})] };
}

function flawText(flaw: UnsignedAccount['flaw']): Message {
  if (typeof flaw !== 'string') return message('signature_of_other_key', { key: flaw.keyElsewhere });
  return message(`signature_${flaw}`, {});
}
