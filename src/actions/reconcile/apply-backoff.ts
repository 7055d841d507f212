import type { CallFailure } from '../../bridge/bridge.ts';
import { byLockOut } from '../../domain/batch.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { AccountState } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';

/** Applies to the account what a trouble means for it. */
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

/** Bridge refuses the credentials or the address of this machine: nothing more is sent until a person has looked. */
export async function stopLockedOut(
  account: AccountState,
  { status, words }: Extract<CallFailure, { kind: 'lockedOut' }>,
): Promise<void> {
  await account.stop({ why: message('bridge_locked_out', { status, more: wordsOf(words) }), by: byLockOut });
}

/** What somebody else wrote, as a message; none where it is nothing. */
export function wordsOf(words = ''): readonly Message[] {
  return words === '' ? [] : [message('words', { words })];
}
