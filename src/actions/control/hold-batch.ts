import type { Batch } from '../../domain/batch.ts';
import { fail } from '../../domain/failure.ts';
import { type DecisionRequest, reasonGiven } from '../../domain/reason.ts';
import { message } from '../../i18n/messages.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import { linesOf } from '../batch-lines.ts';
import { refusePurged } from '../submit/refuse-purged.ts';
import { addJobs } from '../submit/submit-batch.ts';

type Parts = Pick<AccountContext, 'ledger' | 'queue'>;

/** Nothing of the batch is sent any more until it is resumed; calls in flight finish, and doubts are looked up. */
export async function pauseBatch(
  { ledger }: Pick<AccountContext, 'ledger'>,
  batch: Batch,
  request: DecisionRequest,
): Promise<void> {
  await ledger.batches.decide(batch.id, 'paused', request);
  await ledger.history.note(batch.id, message('batch_was_paused', auditEventOf(request)));
}

/** Lets a paused batch go on. */
export async function resumeBatch(
  { ledger, queue }: Parts,
  batch: Batch,
  request: DecisionRequest,
): Promise<void> {
  await ledger.batches.unpause(batch.id);
  await ledger.history.note(batch.id, message('batch_was_resumed', auditEventOf(request)));
  await addJobs(ledger.batches, queue, batch.id, `resumed-${batch.paused?.at ?? 0}`);
}

/**
 * Settles the rows that were not sent as cancelled, except those that another open batch holds. Rows in flight end as they end;
 * doubts are looked up first. It can be cut anywhere and done again. Answers how many rows it moved.
 */
export async function cancelBatch(
  { ledger, queue }: Parts,
  batch: Batch,
  request: DecisionRequest,
): Promise<number> {
  refuseUnsealed(batch);
  await ledger.batches.decide(batch.id, 'cancelled', request);
  await ledger.history.note(batch.id, message('batch_was_cancelled', auditEventOf(request)));
  const moved = await cancelLines(ledger, batch.id);
  await letGo({ ledger, queue }, batch);
  return moved;
}

/** What another batch holds too must not wait behind a pause or a canary of this one. */
async function letGo({ ledger, queue }: Parts, batch: Batch): Promise<void> {
  if (batch.paused === undefined && batch.heldAfter === undefined) return;
  await ledger.batches.unpause(batch.id);
  await ledger.batches.approve(batch.id);
  await addJobs(ledger.batches, queue, batch.id, 'cancelled');
}

async function cancelLines(ledger: Pick<Ledger, 'batches' | 'entries'>, batch: string): Promise<number> {
  let moved = 0;
  for (const slice of await ledger.batches.slices(batch))
    moved += await ledger.entries.cancelLines(batch, linesOf(slice));
  return moved;
}

/**
 * Cancels the batch and writes down that every link of it is to be revoked, also one that comes to light later. Answers how many
 * there are; `revokeLinks`, here or in any worker, does it.
 */
export async function revokeBatch(
  { ledger, queue }: Parts,
  batch: Batch,
  request: DecisionRequest,
): Promise<number> {
  refuseUnsealed(batch);
  await ledger.batches.decide(batch.id, 'revoked', request);
  await ledger.history.note(batch.id, message('batch_was_revoked', auditEventOf(request)));
  await cancelLines(ledger, batch.id);
  await letGo({ ledger, queue }, batch);
  let links = 0;
  for (const slice of await ledger.batches.slices(batch.id)) {
    links += await ledger.links.revokeLines(batch.id, linesOf(slice), request);
  }
  return links;
}

/** Who did something and why, for a history. */
export function auditEventOf({ by, why }: DecisionRequest) {
  return { by, more: reasonGiven(why) };
}

/** An AppError with `batch_incomplete` for a batch that was not handed in whole, with `batch_purged` for one whose data were erased. */
export function refuseUnsealed(batch: Batch): void {
  refusePurged(batch);
  const { id, committedAt } = batch;
  if (committedAt === undefined) throw fail('batch_incomplete', message('named_batch', { batch: id }));
}
