import { Stop } from './failure.ts';

/**
 * What rests in the ledger is not what this installation wrote there: somebody who lacks its key has changed it, or it was damaged. Nothing
 * of it is sent. `detail` names the place, and nothing of what was found.
 */
export class LedgerForged extends Stop {
  constructor(detail: string) {
    super([{ code: 'ledger_forged', detail }], 2);
  }
}
