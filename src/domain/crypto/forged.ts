import type { Message } from '../../i18n/messages.ts';
import { AppError, type FailureCode } from '../failure.ts';
import { SealBroken } from './sealing.ts';

/**
 * A record in the ledger is not what this installation wrote: somebody without its key changed it, or it was damaged. Nothing of it is sent.
 * `detail` names the place, and shows nothing of what was found.
 */
export class LedgerForged extends AppError {
  constructor(detail: Message) {
    super([{ code: 'ledger_forged', details: [detail] }]);
  }
}

/** A place in Redis with a record that this installation did not write: a row, its rejection, or its batch. */
export interface ForgedPlace {
  readonly batch: string;
  /** Absent where it is the record of the batch itself. */
  readonly line?: number;
  readonly isRejection?: true;
}

/** Whether an error means that a record in the ledger was forged or damaged: it does not open, or is not of the expected form or type. */
export function isForgery(error: unknown): boolean {
  const isMalformed = error instanceof SyntaxError || (error instanceof Error && error.name === 'ZodError');
  const isOfWrongType = error instanceof Error && error.message.startsWith('WRONGTYPE');
  return isMalformed || isOfWrongType || error instanceof SealBroken || error instanceof LedgerForged;
}

/** Whether an error means that a record was sealed by a key of the installation that is not here. */
export function isKeyMissing(error: unknown): boolean {
  return error instanceof AppError && error.failures[0]?.code === 'key_missing';
}

const ofOneBatch: ReadonlySet<FailureCode> = new Set(['batch_lost', 'batch_incomplete', 'batch_purged']);

/**
 * Whether an error concerns one record alone: it is forged, cannot be opened here, is gone, or makes a script fail. A loop over many records
 * reports it and continues with the others.
 */
export function isOfOneRecord(error: unknown): boolean {
  const code = error instanceof AppError ? error.failures[0]?.code : undefined;
  const isOfScript = error instanceof Error && /^ERR .*\bscript\b/s.test(error.message);
  const isGone = code !== undefined && ofOneBatch.has(code);
  return isForgery(error) || isKeyMissing(error) || isGone || isOfScript;
}
