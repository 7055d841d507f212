import { byLockOut } from '../../domain/batch.ts';
import { endOfBusinessDay, endOfDay, isBusinessDay } from '../../domain/dates/business-days.ts';
import { hourAt, localDate } from '../../domain/dates/zone-time.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';
import { createDuplicateLinkSearch } from '../reconcile/find-duplicate-links.ts';
import type { Patience } from '../reconcile/list-window.ts';
import { type LapsingBatch, lapsedForMs, listLapsing, type UnpaidRows } from './list-lapsing.ts';

/** From this hour of a day on, by clocks of the account's zone. */
const noticeHour = 9;

/** The notice names links that lapse within so many business days. */
const businessDaysAhead = 3;

/** The lease, and how long it lasts without being renewed while the list is read, in ms. */
const what = 'lapsing';
const readingMs = 60_000;

/** Batches that a notice names. */
const mostNamed = 20;

/** Whether people of the zone are at work: a business day, from 09:00 on. */
export function isNoticeTime(now: number, timeZone: string): boolean {
  return isBusinessDay(localDate(now, timeZone)) && hourAt(now, timeZone) >= noticeHour;
}

/**
 * Reads the provider's list at the first call after 09:00, once a day for all processes of the account: looks for duplicate links of rows, and
 * on business days posts what lapses within three of them and what lapsed unpaid in the last seven days, where there is something to tell.
 * True where that was posted by this call. Throws `ListingUnavailable`; the next call then tries again.
 */
export async function lapsingNotice(
  context: AccountContext,
  now: number,
  timeZone: string,
  patience: Patience,
): Promise<boolean> {
  const { ledger } = context;
  if (hourAt(now, timeZone) < noticeHour) return false;
  if ((await ledger.account.status()).stopped?.by === byLockOut) return false;
  const day = localDate(now, timeZone);
  const isPosted = await ledger.leases.withLease(what, readingMs, async (lease) => {
    const span = {
      until: endOfBusinessDay(now, businessDaysAhead, timeZone),
      lapsedSince: now - lapsedForMs,
      isWhole: true,
    } as const;
    const search = createDuplicateLinkSearch(context);
    const batches = await listLapsing(context, span, patience, async (links, clock) => {
      await search(links, clock);
      await lease.renew();
    });
    const notice = noticeOf(batches, day, localDate(span.until, timeZone), now);
    const isNotified = isNoticeTime(now, timeZone) && notice !== undefined;
    const isPosted = isNotified && (await ledger.notices.post(notice));
    // Nobody reads the list again today.
    await lease.outlast(endOfDay(day, timeZone) - now);
    return isPosted;
  });
  return isPosted ?? false;
}

function noticeOf(
  batches: readonly LapsingBatch[],
  day: string,
  lastDay: string,
  at: number,
): Notice | undefined {
  if (batches.length === 0) return undefined;
  const [lapsing, lapsed] = [sumOf(batches, 'lapsing'), sumOf(batches, 'lapsed')];
  const toReissue = batches.filter((one) => one.lapsed.count > 0).slice(0, mostNamed);
  return {
    id: `links_lapsing-${day}`,
    kind: 'links_lapsing',
    at,
    subject: message('links_expire_soon', { lapsing: lapsing.count, lapsed: lapsed.count }),
    lines: [
      message('lapsing_by', { links: lapsing.count, cents: lapsing.amountCents, day: lastDay }),
      message('lapsed_in_week', { links: lapsed.count, cents: lapsed.amountCents }),
      ...batches.slice(0, mostNamed).map(lineOf),
      ...(batches.length > mostNamed
        ? [message('lapsing_more_batches', { batches: batches.length - mostNamed })]
        : []),
    ],
    facts: {
      lapsing: lapsing.count,
      lapsingCents: lapsing.amountCents,
      lapsed: lapsed.count,
      lapsedCents: lapsed.amountCents,
    },
    next: [
      'npx linkmill lapsing{forLedger}',
      ...toReissue.map(({ batch }) => `npx linkmill reissue{forLedger} ${batch} --expires-in 10b`),
    ],
  };
}

function lineOf({ batch, lapsing, lapsed }: LapsingBatch): Message {
  return message('lapsing_of_batch', { batch, lapsing: lapsing.count, lapsed: lapsed.count });
}

function sumOf(
  batches: readonly LapsingBatch[],
  which: 'lapsing' | 'lapsed',
): Pick<UnpaidRows, 'count' | 'amountCents'> {
  const add = (of: (rows: UnpaidRows) => number) => batches.reduce((sum, batch) => sum + of(batch[which]), 0);
  return { count: add(({ count }) => count), amountCents: add(({ amountCents }) => amountCents) };
}
