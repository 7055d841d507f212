import type { Payment } from '../../bridge/bridge.ts';
import { dayMs } from '../../domain/dates/spans.ts';
import type { Failure } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';

/** After this long a confirmed payment that was not executed may have been refused: some banks report nothing more. */
const confirmedLongAgoMs = 3 * dayMs;

/** After this long, in ms, the payer has abandoned a payment of an ended link: Bridge leaves it at CREA or ACTC for ever. */
const begunLongAgoMs = dayMs;

/**
 * Why a row must keep its ended link: one of its payments was executed or may still be. For a completed link Bridge must also show
 * the refusal, or a payment that has not moved for days. `now` in ms since 1970; undefined where nothing forbids a new link.
 */
export function paymentAgainst(
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
