import { fail } from '../domain/failure.ts';
import { reasonGiven } from '../domain/reason.ts';
import { type Slot, slotNames } from '../domain/schedule.ts';
import { message } from '../i18n/messages.ts';
import type { AccountContext } from './account-context.ts';

/**
 * Closes a slot that cannot end by itself: the one under way, or of several the one that is named. Its batches go on; a file that was not taken
 * is left to the next slot. A AppError with `slot_unknown`.
 */
export async function closeSlot(
  { ledger }: Pick<AccountContext, 'ledger'>,
  name: string,
  wanted: string | undefined,
  { by, why }: { readonly by: string; readonly why: string },
): Promise<Slot> {
  const open = (await ledger.schedules.openSlots()).filter(({ schedule }) => schedule.name === name);
  const found = open.filter((slot) => wanted === undefined || slotNames(slot).includes(wanted));
  const [slot] = found;
  if (slot === undefined || found.length > 1) {
    const slots = open.flatMap((one) => slotNames(one)[0] ?? []);
    const details = slots.length > 0 ? [message('slots_under_way', { slots })] : [];
    throw fail('slot_unknown', ...details);
  }
  const { now } = await ledger.account.status();
  const closed = await ledger.schedules.keepSlot({
    ...slot,
    state: 'closed',
    closedAt: now,
    ended: { by, why },
  });
  // A worker has moved it meanwhile.
  if (closed === undefined) return closeSlot({ ledger }, name, slotNames(slot)[0], { by, why });
  await ledger.history.note(
    '',
    message('slot_was_closed', {
      schedule: name,
      slot: slotNames(slot)[0] ?? '',
      by,
      more: reasonGiven(why),
    }),
  );
  return closed;
}
