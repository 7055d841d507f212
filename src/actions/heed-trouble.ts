import type { Trouble } from '../bridge/bridge.ts';
import { byLockOut } from '../domain/batch.ts';
import type { Mill } from './mill.ts';

/** Takes what a trouble says about the account to heart; answers it in words. */
export async function heedTrouble(
  { pace, ledger }: Pick<Mill, 'pace' | 'ledger'>,
  trouble: Trouble,
): Promise<string> {
  switch (trouble.kind) {
    case 'busy':
      await pace.postpone(trouble.retryAfterMs);
      return 'Bridge answers 429';
    case 'lockedOut':
      await ledger.stop({ why: trouble.detail, by: byLockOut });
      return trouble.detail;
    case 'refused':
      return trouble.failure.detail ?? 'refused';
    case 'down':
    case 'silent':
      return trouble.detail;
  }
}
