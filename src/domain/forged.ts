import { Stop } from './failure.ts';
import { SealBroken } from './sealing.ts';

/**
 * What rests in the ledger is not what this installation wrote there: somebody who lacks its key has changed it, or it was damaged. Nothing
 * of it is sent. `detail` names the place, and nothing of what was found.
 */
export class LedgerForged extends Stop {
  constructor(detail: string) {
    super([{ code: 'ledger_forged', detail }], 2);
  }
}

/** Whether an error says that what rests in the ledger is not what was written there: it does not open, or is no such text at all. */
export function isForgery(error: unknown): boolean {
  const isNoText = error instanceof SyntaxError || (error instanceof Error && error.name === 'ZodError');
  return isNoText || error instanceof SealBroken || error instanceof LedgerForged;
}
