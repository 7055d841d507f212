import { message } from '../i18n/messages.ts';
import type { Ledger } from '../wiring.ts';
import type { Door } from './door.ts';
import { saySlotWhole, slotResult, viewOf } from './schedule-text.ts';

/** Slots that are looked back over for one that was opened. */
const mostSlots = 500;

/** Tells the last slot of each schedule that was opened: files, books, what to do. Answers the exit code. */
export async function sayLastNight(
  door: Door,
  ledger: Pick<Ledger, 'batches' | 'schedules'>,
): Promise<number> {
  const nights: Record<string, unknown>[] = [];
  for (const { name } of await ledger.schedules.list()) {
    const slot = (await ledger.schedules.slots(name, mostSlots)).find(({ state }) => state !== 'missed');
    if (slot === undefined) {
      door.show(message('schedule_without_slot', { name }));
      continue;
    }
    const view = await viewOf(ledger, slot);
    saySlotWhole(door, view);
    nights.push(slotResult(view));
  }
  if (nights.length === 0) door.show(message('no_night_yet', {}));
  door.result({ nights });
  return 0;
}
