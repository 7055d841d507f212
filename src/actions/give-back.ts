import type { RetriedBatch, Slot } from '../domain/schedule.ts';
import { dayMs } from '../domain/spans.ts';
import { message } from '../i18n/messages.ts';
import { kept, type NightParts } from './night.ts';
import { passing, retryBatch } from './retry-batch.ts';

/** Failed rows of slots that are older than this, in ms, are left to people. */
const retriedForMs = 7 * dayMs;

const mostSlots = 500;

/**
 * Gives failed rows of the schedule's earlier batches back where waiting helps. The batches are kept before any row moves, so that their
 * reports are written anew whatever is cut.
 */
export async function giveBack(parts: NightParts, slot: Slot): Promise<Slot> {
  const { ledger } = parts.context;
  let now =
    slot.retried.length > 0 ? slot : await kept(parts, { ...slot, retried: await failedBefore(parts, slot) });
  for (const one of now.retried) {
    const batch = await ledger.batches.read(one.batch);
    if (batch?.committedAt === undefined || batch.cancelled !== undefined) continue;
    const { name } = slot.schedule;
    const wish = { by: name, why: message('schedule_tries_again', { schedule: name }) };
    const rows = await retryBatch(parts.context, batch, wish, passing);
    const retried = now.retried.map((other) =>
      other.batch === one.batch ? { ...other, rows: other.rows + rows } : other,
    );
    if (rows > 0) now = await kept(parts, { ...now, retried });
  }
  return now;
}

async function failedBefore({ context }: NightParts, slot: Slot): Promise<RetriedBatch[]> {
  const found = new Map<string, RetriedBatch>();
  for (const earlier of await context.ledger.schedules.slots(slot.schedule.name, mostSlots)) {
    if (earlier.at >= slot.at || earlier.at < slot.at - retriedForMs) continue;
    for (const { kind, batch: id, place, answer } of earlier.files) {
      if (kind !== 'submitted' || id === undefined || place === undefined || answer === undefined) continue;
      const batch = await context.ledger.batches.read(id);
      if (batch === undefined || batch.books.refused + batch.books.failed === 0) continue;
      found.set(id, { batch: id, rows: 0, place, answer, isAnswered: false });
    }
  }
  return [...found.values()];
}
