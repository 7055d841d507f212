import { dayMs } from '../../domain/dates/spans.ts';
import { isFailing, type PostedNotice, type Target } from '../../domain/notices/notice.ts';
import { message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';
import { type Diagnosis, goodOf, warningOf } from '../operate/diagnose.ts';

/** Newest notices that are looked at, and for how long a notice that was given up is shown, in ms. */
const mostLooked = 200;
const shownForMs = 7 * dayMs;

/** Notices of the last week that did not arrive: given up, or failed and being tried again. */
export async function lateNotices({
  ledger,
  notify,
}: Pick<AccountContext, 'ledger' | 'notify'>): Promise<number> {
  const targets = notify?.targets ?? [];
  if (targets.length === 0) return 0;
  const { now } = await ledger.account.status();
  const posted = await ledger.notices.list(mostLooked);
  return posted.filter((one) => now - one.notice.at < shownForMs && isLate(one, targets)).length;
}

/** Who receives notices, and whether they arrive. Sends none. */
export async function diagnoseNotices(
  context: Pick<AccountContext, 'ledger' | 'notify'>,
): Promise<Diagnosis> {
  const late = await lateNotices(context);
  if (late > 0) {
    const details = [message('notices_lost', { count: late })];
    return warningOf({ code: 'notices_undelivered', details }, 'notices');
  }
  const [target, other] = context.notify?.targets ?? [];
  const way = target === undefined ? 'nobody' : other === undefined ? target : 'both';
  return goodOf('notices', message(`doctor_notices_${way}`, {}));
}

function isLate({ deliveries }: PostedNotice, targets: readonly Target[]): boolean {
  return targets.some((target) => isFailing(deliveries[target]));
}
