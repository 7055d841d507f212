import { isInTrouble, type PostedNotice, type Target } from '../domain/notice.ts';
import type { Diagnosis } from './diagnose.ts';
import type { Mill } from './mill.ts';

/** Newest notices that are looked at, and for how long a notice that was given up is told, in ms. */
const mostLooked = 200;
const toldForMs = 7 * 86_400_000;

/** Notices of the last week that did not arrive: given up, or failed and being tried again. */
export async function lateNotices({ ledger, notify }: Pick<Mill, 'ledger' | 'notify'>): Promise<number> {
  const targets = notify?.targets ?? [];
  if (targets.length === 0) return 0;
  const { now } = await ledger.standing();
  const posted = await ledger.notices(mostLooked);
  return posted.filter((one) => now - one.notice.at < toldForMs && isLate(one, targets)).length;
}

/** Who is told, and whether it arrives. Tells nobody anything. */
export async function diagnoseNotices(mill: Pick<Mill, 'ledger' | 'notify'>): Promise<Diagnosis> {
  const targets = mill.notify?.targets ?? [];
  const late = await lateNotices(mill);
  if (late > 0) {
    const remedy = 'npx linkmill notice list tells why; npx linkmill notice test tries it.';
    return { subject: 'notices', state: 'warning', said: `not delivered in a week: ${late}`, remedy };
  }
  const said = targets.length === 0 ? 'nobody is told: no mail, no webhook' : `by ${targets.join(' and ')}`;
  return { subject: 'notices', state: 'good', said };
}

function isLate({ deliveries }: PostedNotice, targets: readonly Target[]): boolean {
  return targets.some((target) => isInTrouble(deliveries[target]));
}
