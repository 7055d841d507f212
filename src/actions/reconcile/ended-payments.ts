import type { Payment } from '../../bridge/bridge.ts';
import { dayMs } from '../../domain/dates/spans.ts';
import type { Failure } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';

/** A payment that was confirmed so long ago and not executed since may be one that the bank refused: some banks say no more. */
const confirmedLongAgoMs = 3 * dayMs;

/**
 * A payment that was begun on a link that has ended, and has not moved for so long, in ms, was given up by its payer: Bridge leaves such
 * payments at CREA or ACTC for ever.
 */
const begunLongAgoMs = dayMs;

/**
 * A payment of an ended link may still go through: as long as one might, the row keeps its link. Of a link that was completed Bridge
 * must show the refusal, or at least a payment that has not moved for days. `now` in ms since 1970.
 */
export function whatStandsAgainst(
  payments: readonly Payment[],
  isCompleted: boolean,
  now: number,
): Failure | undefined {
  const isStale = ({ status, updatedAt }: Payment) => {
    const unmovedMs = updatedAt === undefined ? 0 : now - Date.parse(updatedAt);
    if (status === 'PDNG') return isCompleted && unmovedMs > confirmedLongAgoMs;
    return (status === 'CREA' || status === 'ACTC') && unmovedMs > begunLongAgoMs;
  };
  if (payments.some(({ status }) => status === 'ACSC' || status === 'PART'))
    return { code: 'payment_executed' };
  const open = payments.find((payment) => payment.status !== 'RJCT' && !isStale(payment));
  if (open !== undefined) {
    const details = [message('payment_stands', { status: open.status })];
    return { code: 'payment_under_way', details };
  }
  const isRefused = payments.some(({ status }) => status === 'RJCT' || status === 'PDNG');
  return isCompleted && !isRefused ? { code: 'refusal_not_shown' } : undefined;
}
