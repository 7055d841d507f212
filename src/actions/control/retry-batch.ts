import type { Batch } from '../../domain/batch.ts';
import type { Entry } from '../../domain/entry.ts';
import { failures } from '../../domain/failure.ts';
import type { DecisionRequest } from '../../domain/reason.ts';
import { message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';
import { linesOf } from '../batch-lines.ts';
import { refuseForged } from '../submit/refuse-purged.ts';
import { auditEventOf, refuseUnsealed } from './hold-batch.ts';

/** Rows with a failure that waiting helps against, by the table of failures. */
export const passing = 'passing';

/**
 * Gives entries of a batch that ended without a link back, under the same references, and hints at them: refused and failed ones,
 * or those of `only`: a failure's code, `cancelled`, or `passing`, the failures that waiting helps against. Answers how many. Safe to cut and to call again: only settled entries move.
 */
export async function retryBatch(
  { ledger, queue }: Pick<AccountContext, 'ledger' | 'queue'>,
  batch: Batch,
  request: DecisionRequest,
  only?: string,
): Promise<number> {
  refuseUnsealed(batch);
  refuseForged(batch);
  let given = 0;
  for (const slice of await ledger.batches.slices(batch.id)) {
    const records = await ledger.entries.readLines(batch.id, linesOf(slice));
    const entries = [...records.values()].filter(
      (record): record is Entry => 'state' in record && !record.isUngranted && isMeant(record, only),
    );
    // A verification from the time of the first sending proves nothing about Bridge today.
    if (given === 0 && entries.length > 0) await ledger.verifications.verifyAnew(batch.id);
    const back = await ledger.entries.retry(batch.id, entries, request);
    if (back.length === 0) continue;
    given += back.length;
    const attempts = entries.reduce((sum, { attempt }) => sum + attempt, 0);
    await queue.add([{ batch: batch.id, ...slice, repeat: `retry-${attempts}` }]);
  }
  if (given > 0)
    await ledger.history.note(
      batch.id,
      message('rows_were_retried', { rows: given, ...auditEventOf(request) }),
    );
  return given;
}

function isMeant({ state }: Entry, only: string | undefined): boolean {
  if (state.kind === 'cancelled') return only === 'cancelled';
  if (state.kind !== 'refused' && state.kind !== 'failed') return false;
  if (only === passing) return failures[state.failure.code].waitingHelps;
  return only === undefined || state.failure.code === only;
}
