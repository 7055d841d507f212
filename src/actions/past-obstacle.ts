import { failures, Stop } from '../domain/failure.ts';
import { maskSecrets } from '../domain/mask.ts';
import { whyOf } from '../domain/redis-refusal.ts';
import type { Slot } from '../domain/schedule.ts';
import { message } from '../i18n/messages.ts';
import { kept, type NightParts, Overtaken, slotNow } from './night.ts';

/** Characters of a reason that a slot keeps. */
const longestReason = 300;

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
  const isOfThis = ({ why }: Slot) => why?.startsWith(`${about}: `) === true;
  try {
    const done = await step();
    return isOfThis(done) ? withoutReason(done) : done;
  } catch (error) {
    if (error instanceof Overtaken || parts.signal.aborted) throw error;
    const why = `${about}: ${reasonOf(error)}`.slice(0, longestReason);
    // The step may have kept the slot before it failed.
    const now = await slotNow(parts, slot);
    if (now.why === why || (now.why !== undefined && !isOfThis(now))) return now;
    parts.mill.warn(message('night_obstacle', { schedule: slot.schedule.name }), why);
    return kept(parts, { ...now, why });
  }
}

function reasonOf(error: unknown): string {
  const text = whyOf(error);
  return maskSecrets(text.split('\n', 1)[0] ?? '');
}

function withoutReason({ why: _, ...slot }: Slot): Slot {
  return slot;
}

/** Whether a file ends by this: trying again would meet the same. */
export function isFinal(error: unknown): error is Stop {
  return error instanceof Stop && error.failures.every(({ code }) => failures[code].family !== 'machine');
}
