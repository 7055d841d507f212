import type { Trouble } from '../bridge/bridge.ts';
import { byLockOut } from '../domain/batch.ts';
import type { Mill } from './mill.ts';

/** Takes what a trouble says about the account to heart. */
export async function heedTrouble(
  { pace, ledger }: Pick<Mill, 'pace' | 'ledger'>,
  trouble: Trouble,
): Promise<void> {
  switch (trouble.kind) {
    case 'busy':
      return pace.postpone(trouble.retryAfterMs);
    case 'lockedOut':
      await ledger.stop({ why: trouble.detail, by: byLockOut });
      return;
    case 'refused':
    case 'down':
    case 'silent':
      return;
  }
}
