import { createHash } from 'node:crypto';
import type { Audit } from '../../domain/audit.ts';
import { type Batch, isByPerson } from '../../domain/batch.ts';
import { dayMs, hourMs } from '../../domain/dates/spans.ts';
import {
  accountStopped,
  booksUnbalanced,
  doubtsOld,
  ledgerLost,
  type OldDoubts,
  waitingIn,
} from '../../domain/notices/alarms.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import type { Doubt, Ledger, LedgerStatus } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import { skipUnusable } from '../reconcile/of-one.ts';

/** Newest batches, and oldest doubts, that are looked at. */
const mostBatches = 200;
const mostDoubts = 2_000;

/** A notice is posted for a doubt that is older, in ms. */
const oldDoubtMs = hourMs;

/** Ignores events older than this, in ms. Posted notices are stored for 30 days; without the limit an old event would be posted again. */
const newsMs = 2 * dayMs;

/**
 * Posts a notice for each thing that went wrong and belongs to no schedule: the account was stopped by the program, doubts are
 * older than an hour, books do not balance, the ledger was lost. Call it again and again: it posts each notice once.
 */
export async function watchAccount(context: Pick<AccountContext, 'ledger' | 'warn'>): Promise<void> {
  const { ledger } = context;
  const status = await ledger.account.status();
  const batches = await ledger.batches.list(mostBatches);
  for (const notice of [...appErrorOf(status, batches), ...lossOf(status)]) await ledger.notices.post(notice);
  for (const notice of await imbalancesOf(context, status.now, batches)) await ledger.notices.post(notice);
  for (const notice of await doubtsOf(context)) await ledger.notices.post(notice);
}

function appErrorOf({ stopped, now }: LedgerStatus, batches: readonly Batch[]): Notice[] {
  if (stopped === undefined || isByPerson(stopped) || now - stopped.at > newsMs) return [];
  return [accountStopped(stopped, waitingIn(batches))];
}

function lossOf({ recoveryScan, now }: LedgerStatus): Notice[] {
  const isNews = recoveryScan?.isLoss === true && now - recoveryScan.at <= newsMs;
  return isNews ? [ledgerLost(recoveryScan)] : [];
}

async function doubtsOf(context: Pick<AccountContext, 'ledger' | 'warn'>): Promise<Notice[]> {
  const { ledger } = context;
  const { now, doubts } = await ledger.sendings.doubts(mostDoubts);
  const old = doubts.filter(({ sentAt }) => now - sentAt > oldDoubtMs);
  const notices: Notice[] = [];
  for (const batch of new Set(old.map(({ key }) => key.batch))) {
    const ofBatch = old.filter(({ key }) => key.batch === batch);
    const doubted = await skipUnusable(context, { batch }, () => oldDoubtsOf(ledger, batch, ofBatch));
    if (doubted !== undefined) notices.push(doubtsOld(doubted, now));
  }
  return notices;
}

async function oldDoubtsOf(
  ledger: Pick<Ledger, 'entries'>,
  batch: string,
  doubts: readonly Doubt[],
): Promise<OldDoubts> {
  const lines = doubts.map(({ key }) => key.line);
  const entries = [...(await ledger.entries.readLines(batch, lines)).values()];
  const amountCents = entries.reduce(
    (sum, entry) => sum + ('contents' in entry ? entry.contents.amountCents : 0),
    0,
  );
  return { batch, rows: lines.length, amountCents, since: Math.min(...doubts.map(({ sentAt }) => sentAt)) };
}

async function imbalancesOf(
  context: Pick<AccountContext, 'ledger' | 'warn'>,
  now: number,
  batches: readonly Batch[],
): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (const { id, auditedAt, isBalanced } of batches) {
    if (auditedAt === undefined || isBalanced || now - auditedAt > newsMs) continue;
    const audit = await skipUnusable(context, { batch: id }, () => context.ledger.audits.read(id));
    // Rows that are on their way are no disagreement.
    if (audit === undefined || audit.balanced || audit.imbalanceCount === 0) continue;
    notices.push(booksUnbalanced(id, audit, findingOf(audit)));
  }
  return notices;
}

/** The same for audits that found the same: books that stay unbalanced are closed ten times a day. */
function findingOf({ imbalances, imbalanceCount }: Audit): string {
  const rows = imbalances.map(({ line, failure }) => `${line} ${failure.code}`);
  return createHash('sha256')
    .update(`${imbalanceCount}\n${rows.join('\n')}`)
    .digest('hex')
    .slice(0, 16);
}
