import type { Notice } from '../domain/notice.ts';
import type { Slot } from '../domain/schedule.ts';
import type { NightParts } from './night.ts';

/** Posts a notice about a slot, once; answers the slot with it, which the caller keeps. */
export async function told({ context }: NightParts, slot: Slot, notice: Notice): Promise<Slot> {
  if (slot.told.includes(notice.kind)) return slot;
  await context.ledger.notices.post(notice);
  return { ...slot, told: [...slot.told, notice.kind] };
}
