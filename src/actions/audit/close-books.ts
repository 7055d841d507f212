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

/** When the books of a finished batch can be closed, in ms of the ledger's clock: by then the list must show every link of it. */
export function booksDueAt(
  batch: Batch,
  { bornAt }: Pick<LedgerStatus, 'bornAt'>,
  times: ProtocolTimes,
): number {
  const settledAt = Math.max(batch.finishedAt ?? 0, batch.lastSentAt ?? 0) + times.listingDelayMs;
  const wasSure = !batch.wasInDoubt && bornAt <= (batch.committedAt ?? 0);
  return wasSure ? settledAt : Math.max(settledAt, (batch.lastSentAt ?? 0) + times.provenAbsentAfterMs);
}

/**
 * Closes the books of a batch as it stands: counts its rows and cents anew by its file, and holds every link of the provider's list over
 * its span against them. `onPart` is called after each part. Throws `ListingUnavailable`.
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
    fileDigest: await orNone(digestOf(ledger.sources.read(batch.id))),
    reportDigest: await orNone(digestReport(ledger, batch, onPart)),
    imbalances: [...forged, ...seen.imbalances, ...miscounted].slice(0, mostImbalances),
    imbalanceCount,
  };
}

/** Of a kept file that was forged there is no digest, nor of its report. */
async function orNone(digest: Promise<string>): Promise<string> {
  try {
    return await digest;
  } catch (error) {
    if (error instanceof LedgerForged) return '';
    throw error;
  }
}
