import type { CallFailure } from '../../bridge/bridge.ts';
import { byLockOut } from '../../domain/batch.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { AccountState } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';

/** Applies a call failure to the account: 429 postpones its calls, a lock-out stops it, the others change nothing. */
export async function applyBackoff(
  { pace, ledger }: Pick<AccountContext, 'pace' | 'ledger'>,
  callFailure: CallFailure,
): Promise<void> {
  switch (callFailure.kind) {
    case 'busy':
      return pace.postpone(callFailure.retryAfterMs);
    case 'lockedOut':
      return stopLockedOut(ledger.account, callFailure);
    case 'refused':
    case 'down':
    case 'silent':
      return;
  }
}

/** Stops the account: Bridge refuses its credentials or this machine's address. Nothing is sent until a person resumes it. */
export async function stopLockedOut(
  account: AccountState,
  { status, words }: Extract<CallFailure, { kind: 'lockedOut' }>,
): Promise<void> {
  await account.stop({ why: message('bridge_locked_out', { status, more: wordsOf(words) }), by: byLockOut });
}

/** Text by Bridge or the system as a message; empty where there is none. */
export function wordsOf(words = ''): readonly Message[] {
  return words === '' ? [] : [message('words', { words })];
}
