import type { Audit } from '../../domain/audit.ts';
import type { Batch } from '../../domain/batch.ts';
import { LedgerForged } from '../../domain/crypto/forged.ts';
import type { ProtocolTimes } from '../../domain/settings/protocol-times.ts';
import type { LedgerStatus } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import type { Patience } from '../reconcile/list-window.ts';
import { compareWithFile } from '../report/compare-with-file.ts';
import { compareCounters } from '../report/recount.ts';
import { digestReport } from '../report/write-report.ts';
import { digestOf } from '../submit/digest-of.ts';
import { mostImbalances, seeLinks } from './see-links.ts';

/** When the books of a finished batch can be closed, in ms of the ledger's clock: by then the list must show all its links. */
export function booksDueAt(
  batch: Batch,
  { bornAt }: Pick<LedgerStatus, 'bornAt'>,
  times: ProtocolTimes,
): number {
  const settledAt = Math.max(batch.finishedAt ?? 0, batch.lastSentAt ?? 0) + times.listingDelayMs;
  const wasCertain = !batch.wasInDoubt && bornAt <= (batch.committedAt ?? 0);
  return wasCertain ? settledAt : Math.max(settledAt, (batch.lastSentAt ?? 0) + times.provenAbsentAfterMs);
}

/**
 * Audits a batch: recounts its rows and cents from its file, and compares them with every link in the provider's list over its span.
 * Calls `onPart` after each part. Throws `ListingUnavailable`.
 */
export async function closeBooks(
  context: AccountContext,
  batch: Batch,
  patience: Patience,
  onPart: () => Promise<void>,
): Promise<Audit> {
  const { ledger } = context;
  const comparison = compareWithFile(ledger, batch);
  const entries = comparison.entries();
  const { begunAt, links, linksFrom, ...seen } = await seeLinks(context, batch, patience, onPart, entries);
  const { counted, forged } = comparison.result();
  const miscounted = compareCounters((await ledger.batches.read(batch.id)) ?? batch, counted);
  const imbalanceCount = seen.imbalanceCount + miscounted.length + forged.length;
  const { doubtful, open } = counted.rows;
  return {
    at: begunAt,
    balanced: imbalanceCount === 0 && doubtful === 0 && open === 0,
    ...counted,
    links,
    ...(linksFrom !== undefined && { linksFrom }),
    fileDigest: await digestOrEmpty(digestOf(ledger.sources.read(batch.id))),
    reportDigest: await digestOrEmpty(digestReport(ledger, batch, onPart)),
    imbalances: [...forged, ...seen.imbalances, ...miscounted].slice(0, mostImbalances),
    imbalanceCount,
  };
}

/** A forged stored file has no digest, and neither has its report: empty. */
async function digestOrEmpty(digest: Promise<string>): Promise<string> {
  try {
    return await digest;
  } catch (error) {
    if (error instanceof LedgerForged) return '';
    throw error;
  }
}
