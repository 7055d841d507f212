import { createHash } from 'node:crypto';
import { afterAttempt, isOutdated, type PostedNotice, type Target } from '../../domain/notices/notice.ts';
import { message } from '../../i18n/messages.ts';
import type { Notify } from '../../notify/notify.ts';
import type { AccountContext } from '../account-context.ts';

/** Notices that one round sends at most, and how long a process has the right to send without renewing it, in ms. */
const mostAtOnce = 20;
const leaseMs = 30_000;

/**
 * Sends each target its due notices. One process of an account does it at a time, so that none is sent twice. Stops at the first notice
 * that a target does not take: its others wait for the next round. A target that hangs does not delay another.
 */
export async function deliverNotices(
  context: Pick<AccountContext, 'ledger' | 'note' | 'warn'>,
  notify: Notify,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(notify.targets.map((target) => deliverTo(context, notify, target, signal)));
}

async function deliverTo(
  context: Pick<AccountContext, 'ledger' | 'note' | 'warn'>,
  notify: Notify,
  target: Target,
  signal: AbortSignal,
): Promise<void> {
  const { ledger, warn } = context;
  await ledger.leases.withLease(`notices by ${target}`, leaseMs, async ({ renew }) => {
    const forged = await ledger.notices.dropForged(target, mostAtOnce);
    if (forged > 0) warn(message('forged_notices_dropped', { forged }));
    for (const posted of await ledger.notices.due(target, mostAtOnce)) {
      await renew();
      if (!(await deliverOne(context, notify, target, posted, signal))) return;
    }
  });
}

/** Whether the target takes what comes. */
async function deliverOne(
  { ledger, note, warn }: Pick<AccountContext, 'ledger' | 'note' | 'warn'>,
  notify: Notify,
  target: Target,
  { notice, deliveries }: PostedNotice,
  signal: AbortSignal,
): Promise<boolean> {
  const { id, kind } = notice;
  const before = deliveries[target];
  if (isOutdated(notice, before, (await ledger.account.status()).now)) {
    await ledger.notices.settle(target, id, { ...before, kind: 'outdated' });
    return true;
  }
  const result = await notify.send(target, notice, signal);
  if (result === undefined) return false;
  const isDelivered = result.kind === 'delivered';
  const { now } = await ledger.account.status();
  const spread = spreadOf(`${target} ${id} ${before.attempts}`);
  const { delivery, dueAt } = afterAttempt(before, isDelivered, result.answer, now, spread);
  await ledger.notices.settle(target, id, delivery, dueAt);
  const facts = { target, kind, attempts: delivery.attempts, answer: result.answer };
  if (isDelivered) note('notice_delivered', facts);
  else if (delivery.kind === 'undelivered')
    warn(message('notice_dropped_after_day', { kind, target, answer: result.answer }));
  else note('notice_not_delivered', facts);
  return isDelivered;
}

/** A number from 0 to 1 that differs from notice to notice and from attempt to attempt. */
function spreadOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}
