import type { Batch } from '../../domain/batch.ts';
import { isoOf } from '../../domain/dates/expiry.ts';
import type { Entry } from '../../domain/entry.ts';
import { type Failure, fail } from '../../domain/failure.ts';
import { endOfLife, type LinkLife } from '../../domain/link-life.ts';
import type { DecisionRequest } from '../../domain/reason.ts';
import { message } from '../../i18n/messages.ts';
import type { Ledger, Slice } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import { linesOf } from '../batch-lines.ts';
import { paymentAgainst } from '../reconcile/ended-payments.ts';
import { ask, ListingUnavailable, type Patience, unavailable } from '../reconcile/list-window.ts';
import { lookUpLink } from '../reconcile/look-up.ts';
import { settleDuplicateLinks } from '../reconcile/settle-duplicate-links.ts';
import { refuseForged } from '../submit/refuse-purged.ts';
import { auditEventOf, refuseUnsealed } from './hold-batch.ts';

/** What a person wants reissued. */
export interface ReissueRequest extends DecisionRequest, LinkLife {
  /** All rows whose link has ended, where none are named. */
  readonly lines?: ReadonlySet<number>;
  /** Why completed links of the named lines are to be replaced: the bank refused their payments afterwards. */
  readonly completedButRefused?: string;
}

/** A row that keeps its link, and why. */
export interface UnchangedRow {
  readonly line: number;
  readonly failure: Failure;
}

/**
 * A new generation for rows whose link Bridge shows as expired or revoked, with no payment under way: they are sent again with a new
 * expiry, and their old links stay visible in the history. Slice by slice, and each row proven on its own, so that it can be cut and
 * done again. Rows that were named and keep their link are answered with the reason. Throws `ListingUnavailable`; an AppError with
 * `books_outdated` where the ledger was lost since the books were closed: it may have forgotten an earlier reissue.
 */
export async function reissueBatch(
  context: AccountContext,
  batch: Batch,
  request: ReissueRequest,
  patience: Patience,
): Promise<{ reissued: number; kept: UnchangedRow[] }> {
  refuseUnsealed(batch);
  refuseForged(batch);
  const { ledger } = context;
  // A duplicate link that was paid is the row's.
  for (let looked = -1; looked !== 0; )
    looked = await settleDuplicateLinks(context, patience, async () => undefined);
  const strange = await strangeLines(ledger, batch.id);
  const kept: UnchangedRow[] = [];
  let reissued = 0;
  for (const slice of await ledger.batches.slices(batch.id)) {
    const reported = await reissueSlice(context, batch, slice, request, strange, patience);
    reissued += reported.reissued;
    for (const one of reported.kept)
      if (request.lines !== undefined || one.failure.code !== 'link_payable') kept.push(one);
  }
  return { reissued, kept };
}

/** Lines for which the audit found a payable link that carries no tag of this installation. */
async function strangeLines(
  ledger: Pick<Ledger, 'account' | 'audits'>,
  id: string,
): Promise<ReadonlySet<number>> {
  const [{ recoveryScan }, audit] = [await ledger.account.status(), await ledger.audits.read(id)];
  if (recoveryScan?.isLoss === true && (audit?.at ?? 0) < recoveryScan.at)
    throw fail('books_outdated', message('named_batch', { batch: id }));
  const reported = audit?.imbalances.filter(({ failure }) => failure.code === 'strange_link') ?? [];
  return new Set(reported.map(({ line }) => line));
}

/** A row whose link was seen to have ended, and when by this machine's clock. */
interface Ended {
  readonly entry: Entry;
  readonly id: string;
  readonly status: 'expired' | 'revoked' | 'completed';
  readonly seenAt: number;
}

async function reissueSlice(
  context: AccountContext,
  { id: batch, options }: Batch,
  slice: Slice,
  request: ReissueRequest,
  strange: ReadonlySet<number>,
  patience: Patience,
): Promise<{ reissued: number; kept: UnchangedRow[] }> {
  const { ledger, clock, times, queue } = context;
  const lines = linesOf(slice).filter((line) => request.lines?.has(line) ?? true);
  const kept: UnchangedRow[] = [];
  const ended: Ended[] = [];
  for (const record of (await ledger.entries.readLines(batch, lines)).values()) {
    if (!('state' in record) || record.state.kind !== 'created') continue;
    const { id } = record.state.link;
    if (strange.has(record.key.line)) {
      kept.push({ line: record.key.line, failure: { code: 'strange_link' } });
      continue;
    }
    const seen = await orUnread(lookUpEnd(context, record, id, request, patience), (failure) => ({
      failure,
    }));
    if ('failure' in seen) kept.push({ line: record.key.line, failure: seen.failure });
    else ended.push(seen);
  }
  // A verification from the time of the first sending proves nothing about Bridge today.
  if (ended.length > 0) await ledger.verifications.verifyAnew(batch);
  let reissued = 0;
  for (const one of ended) {
    // A payment that was begun just before its link ended may not be listed yet.
    await clock.sleep(one.seenAt + times.listingDelayMs - clock.now(), patience.signal);
    patience.signal.throwIfAborted();
    const failure = await orUnread(
      reissueEntry(context, one, options.timeZone, request, patience),
      (unread) => unread,
    );
    if (failure === undefined) reissued += 1;
    else kept.push({ line: one.entry.key.line, failure });
  }
  if (reissued > 0) {
    await ledger.history.note(
      batch,
      message('links_were_reissued', { rows: reissued, ...auditEventOf(meantBy(request)) }),
    );
    await queue.add([{ batch, ...slice, repeat: `reissue-${clock.now()}` }]);
  }
  return { reissued, kept };
}

/** A row whose link Bridge cannot show now keeps that link, and does not delay other rows. */
async function orUnread<T>(work: Promise<T>, reported: (failure: Failure) => T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ListingUnavailable && error.isOfOne)) throw error;
    return reported({ code: 'bridge_unavailable', details: [error.reason] });
  }
}

/** The reason to replace completed links comes before the reason for all links, because it says more. */
function meantBy({ by, why, completedButRefused }: ReissueRequest): DecisionRequest {
  return { by, why: completedButRefused ?? why };
}

/** How the link has ended, or why the row keeps it. */
async function lookUpEnd(
  context: AccountContext,
  entry: Entry,
  id: string,
  request: ReissueRequest,
  patience: Patience,
): Promise<Ended | { readonly failure: Failure }> {
  const details = [message('link_named', { link: id })];
  const link = await lookUpLink(context, id, patience);
  if (link === undefined) return { failure: { code: 'link_missing', details } };
  const { status } = link;
  if (status === 'valid' || status === 'unknown') return { failure: { code: 'link_payable', details } };
  const isMeant = request.completedButRefused !== undefined && request.lines !== undefined;
  if (status === 'completed' && !isMeant) return { failure: { code: 'link_completed', details } };
  return { entry, id, status, seenAt: context.clock.now() };
}

/** Undefined where the row is reissued, else why it keeps its link. */
async function reissueEntry(
  context: AccountContext,
  { entry, id, status }: Ended,
  zone: string,
  request: ReissueRequest,
  patience: Patience,
): Promise<Failure | undefined> {
  const answer = await ask(context, () => context.bridge.listPayments(id), patience);
  if (answer.kind !== 'listed') throw await unavailable(context, answer);
  const against = paymentAgainst(answer.payments, status === 'completed', context.clock.now());
  if (against !== undefined) return against;
  const expiresAt = isoOf(endOfLife(request, context.clock.now(), zone));
  const { now } = await context.ledger.account.status();
  const isDone = await context.ledger.links.reissue(entry, status, expiresAt, meantBy(request), now);
  return isDone ? undefined : { code: 'link_payable', details: [message('row_changed_meanwhile', {})] };
}
