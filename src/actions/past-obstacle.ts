import { AppError, failures } from '../domain/failure.ts';
import type { Obstacle, Slot } from '../domain/schedule.ts';
import { message } from '../i18n/messages.ts';
import { kept, type NightParts, Overtaken, slotNow } from './night.ts';
import { reasonsOf } from './reasons-of.ts';

/**
 * Does one step of a slot, and answers the slot after it. What goes wrong holds no other step up; the next look tries again, and the
 * slot keeps the first such reason until it is gone.
 */
export async function pastObstacle(
  parts: NightParts,
  slot: Slot,
  about: string,
  step: () => Promise<Slot>,
): Promise<Slot> {
  const isOfThis = ({ why }: Slot) => why?.params.about === about;
  try {
    const done = await step();
    return isOfThis(done) ? withoutReason(done) : done;
  } catch (error) {
    if (error instanceof Overtaken || parts.signal.aborted) throw error;
    const why: Obstacle = message('obstacle', { about, reasons: reasonsOf(error) });
    // The step may have kept the slot before it failed.
    const now = await slotNow(parts, slot);
    if (now.why !== undefined && (!isOfThis(now) || JSON.stringify(now.why) === JSON.stringify(why)))
      return now;
    parts.context.warn(message('night_obstacle', { schedule: slot.schedule.name, obstacle: why }));
    return kept(parts, { ...now, why });
  }
}

function withoutReason({ why: _, ...slot }: Slot): Slot {
  return slot;
}

/** Whether a file ends by this: trying again would meet the same. */
export function isFinal(error: unknown): error is AppError {
  return error instanceof AppError && error.failures.every(({ code }) => failures[code].topic !== 'machine');
}
