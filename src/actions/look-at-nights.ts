import { recordsForged, shownNames } from '../domain/forged-records.ts';
import { nightWaits, slotMissed } from '../domain/night-notices.ts';
import type { Schedule, Slot } from '../domain/schedule.ts';
import { slotsBetween } from '../domain/slots.ts';
import { hourMs } from '../domain/spans.ts';
import { message } from '../i18n/messages.ts';
import { finishSlot } from './finish-slot.ts';
import { gatherFiles } from './gather-files.ts';
import type { Looks } from './looks.ts';
import { kept, type NightParts, Overtaken } from './night.ts';
import { told } from './told.ts';

/** A lease is renewed while it is used; that of a killed process ends after so long, in ms. */
const leaseMs = 15_000;

/** A slot that is under way for longer than this is told, in ms. */
const longMs = hourMs;

/** Slots found at once that nobody has opened; older ones are not even recorded. */
const mostMissed = 100;

/**
 * Sets the alarms as the ledger wants them, opens the slots that are due, and moves those under way one step on. Answers whether any is
 * under way. Whatever goes wrong with one schedule is told, and holds no other up.
 */
export async function lookAtNights(parts: NightParts, looks: Looks): Promise<boolean> {
  const { ledger } = parts.context;
  const { now } = await ledger.account.status();
  const schedules = await ledger.schedules.list();
  await tellUnreadable(parts, looks, now);
  await orTold(parts, 'alarms', () => parts.context.queue.alarms().keep(schedules));
  for (const schedule of schedules)
    await orTold(parts, schedule.name, () =>
      underLease(parts, schedule.name, () => openDueSlot(parts, schedule, now)),
    );
  const slots = await ledger.schedules.openSlots();
  for (const { schedule, at } of slots)
    await orTold(parts, schedule.name, () =>
      underLease(parts, schedule.name, () => moveSlot(parts, looks, schedule.name, at, now)),
    );
  if (slots.length === 0) looks.clear();
  return slots.length > 0;
}

/** What is not served, once: by the log, and where this installation did not write it by a notice. */
async function tellUnreadable({ context }: NightParts, looks: Looks, now: number): Promise<void> {
  const { ledger, warn } = context;
  const news = (await ledger.schedules.unreadable()).filter(({ name }) => looks.isNews(name));
  for (const { name, isForged } of news) if (!isForged) warn(message('stored_schedule_unreadable', { name }));
  const forged = news.filter(({ isForged }) => isForged).map(({ name }) => name);
  if (forged.length === 0) return;
  warn(message('stored_schedules_forged', { names: shownNames(forged) }));
  await ledger.notices.post(recordsForged(forged, now));
}

async function orTold(parts: NightParts, name: string, work: () => Promise<void>): Promise<void> {
  if (parts.signal.aborted) return;
  try {
    await work();
  } catch (error) {
    if (error instanceof Overtaken || error === parts.signal.reason) return;
    parts.context.warn(message('schedule_look_failed', { schedule: name }), error);
  }
}

/** Does it where no other process does: that saves work, safety does not rest on it. */
async function underLease(
  { context, signal }: NightParts,
  name: string,
  work: () => Promise<void>,
): Promise<void> {
  const { ledger, clock } = context;
  await ledger.leases.withLease(`night ${name}`, leaseMs, async ({ renew }) => {
    const ended = new AbortController();
    const renewing = (async () => {
      while (!ended.signal.aborted) {
        await clock.sleep(leaseMs / 3, ended.signal);
        if (!ended.signal.aborted) await renew().catch(() => undefined);
      }
    })();
    try {
      if (!signal.aborted) await work();
    } finally {
      ended.abort();
      await renewing;
    }
  });
}

/** Opens the newest due slot; the older ones are recorded as missed, and it takes their files. */
export async function openDueSlot(
  { context: { ledger } }: Pick<NightParts, 'context'>,
  schedule: Schedule,
  now: number,
): Promise<void> {
  const [last] = await ledger.schedules.slots(schedule.name, 1);
  // One that a person ran in between stands for none of the clock.
  const after = Math.max(schedule.addedAt, (await ledger.schedules.newestByClock(schedule.name)) ?? 0);
  const due = slotsBetween(schedule, after, now, mostMissed);
  const newest = due.at(-1);
  if (newest === undefined) return;
  const missed = due.slice(0, -1);
  for (const at of missed)
    await ledger.schedules.keepSlot({ ...newSlot(schedule, at, now, last), state: 'missed' });
  const slot = newSlot(schedule, newest, now, last);
  if (missed.length > 0) await ledger.notices.post(slotMissed(slot, now, missed));
  await ledger.schedules.keepSlot({ ...slot, missed: missed.length });
}

/** A slot as it is opened; `now` in ms of the ledger's clock. */
export function newSlot(schedule: Schedule, at: number, now: number, last: Slot | undefined): Slot {
  const lastNumber = last?.lastNumber;
  return {
    ...{ schedule, at, state: 'open', revision: 0, openedAt: now },
    ...{ missed: 0, files: [], retried: [], told: [] },
    ...(lastNumber !== undefined && { lastNumber }),
  };
}

async function moveSlot(
  parts: NightParts,
  looks: Looks,
  name: string,
  at: number,
  now: number,
): Promise<void> {
  const { ledger } = parts.context;
  // Read under the lease: another process may have moved it on since.
  const found = await ledger.schedules.slot(name, at);
  if (found === undefined || (found.state !== 'open' && found.state !== 'working')) return;
  const isLate = now >= found.openedAt + longMs && !found.told.includes('night_waits');
  const slot = isLate ? await kept(parts, await told(parts, found, nightWaits(found, now))) : found;
  const isLast = at >= ((await ledger.schedules.newestByClock(name)) ?? 0);
  const gathered = slot.state === 'open' ? await gatherFiles(parts, looks, slot, now, isLast) : slot;
  if (gathered.state === 'working') await finishSlot(parts, gathered, now);
}
