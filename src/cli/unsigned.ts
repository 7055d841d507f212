import type { Failure } from '../domain/failure.ts';
import type { UnsignedAccount } from '../wiring/accounts.ts';

/** Why nobody speaks for an account that no key of this installation has signed. */
export function unsignedFailure({ account, flaw }: UnsignedAccount): Failure {
  return { code: 'account_unsigned', detail: `(${account.name}) ${flawText(flaw)}` };
}

/** The same of the default. */
export function unsignedDefaultFailure(name: string): Failure {
  return { code: 'account_unsigned', detail: `(${name}) Nobody has signed that it is the default.` };
}

function flawText(flaw: UnsignedAccount['flaw']): string {
  if (flaw === 'missing') return 'It has no signature.';
  if (flaw === 'wrong') return 'It was changed by somebody without the key.';
  if (flaw === 'older') return 'This machine has seen a later one, or has removed it: it is one of before.';
  return `It was signed by the key ${flaw.keyElsewhere}, which is not here.`;
}
