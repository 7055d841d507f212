import type { Trouble } from '../bridge/bridge.ts';
import { byLockOut } from '../domain/batch.ts';
import { type Message, message } from '../i18n/messages.ts';
import type { Mill } from './mill.ts';

/** Takes what a trouble says about the account to heart; answers what it was. */
export async function heedTrouble(
  { pace, ledger }: Pick<Mill, 'pace' | 'ledger'>,
  trouble: Trouble,
): Promise<Message> {
  switch (trouble.kind) {
    case 'busy':
      await pace.postpone(trouble.retryAfterMs);
      return message('bridge_answers_429', {});
    case 'lockedOut':
      await stopLockedOut(ledger, trouble);
      return message('words', { words: trouble.detail });
    case 'refused':
      return trouble.failure.detail === undefined
        ? message('bridge_refuses', {})
        : message('words', { words: trouble.failure.detail });
    case 'down':
    case 'silent':
      return message('words', { words: trouble.detail });
  }
}

/** Bridge refuses the credentials or the address of this machine: nothing more is sent until a person has looked. */
export async function stopLockedOut(
  ledger: Pick<Mill['ledger'], 'stop'>,
  { status, words }: Extract<Trouble, { kind: 'lockedOut' }>,
): Promise<void> {
  const more: Message[] = words === '' ? [] : [message('words', { words })];
  await ledger.stop({ why: message('bridge_locked_out', { status, more }), by: byLockOut });
}
