import type { Message } from '../../i18n/messages.ts';
import { AppError, type FailureCode } from '../failure.ts';
import { SealBroken } from './sealing.ts';

/**
 * What rests in the ledger is not what this installation wrote there: somebody who lacks its key has changed it, or it was damaged. Nothing
 * of it is sent. `detail` names the place, and nothing of what was found.
 */
export class LedgerForged extends AppError {
  constructor(detail: Message) {
    super([{ code: 'ledger_forged', details: [detail] }]);
  }
}

/** A place in Redis where something stands that this installation did not write: a row, its rejection, or its batch. */
export interface ForgedPlace {
  readonly batch: string;
  /** Absent where it is the batch. */
  readonly line?: number;
  readonly isRejection?: true;
}

/** Whether an error says that what rests in the ledger is not what was written there: it does not open, or is no such text at all. */
export function isForgery(error: unknown): boolean {
  const isNoText = error instanceof SyntaxError || (error instanceof Error && error.name === 'ZodError');
  const isNoSuchKind = error instanceof Error && error.message.startsWith('WRONGTYPE');
  return isNoText || isNoSuchKind || error instanceof SealBroken || error instanceof LedgerForged;
}

/** Whether an error says that what rests was sealed by a key of the installation that is not here. */
export function isKeyMissing(error: unknown): boolean {
  return error instanceof AppError && error.failures[0]?.code === 'key_missing';
}

const ofOneBatch: ReadonlySet<FailureCode> = new Set(['batch_lost', 'batch_incomplete', 'batch_purged']);

/**
 * Whether an error is of one record alone: it is forged, cannot be opened here, is gone, or no script can do anything with it. Whoever goes
 * through many of them tells it, and goes on with the others.
 */
export function isOfOneRecord(error: unknown): boolean {
  const code = error instanceof AppError ? error.failures[0]?.code : undefined;
  const isOfScript = error instanceof Error && /^ERR .*\bscript\b/s.test(error.message);
  const isGone = code !== undefined && ofOneBatch.has(code);
  return isForgery(error) || isKeyMissing(error) || isGone || isOfScript;
}
