import { join } from 'node:path';
import { fileGrew } from '../domain/night-notices.ts';
import { addCodes, answersOf, type Slot, type SlotFile, withFile } from '../domain/schedule.ts';
import { sizeIn, stampOf } from '../inbox/inbox.ts';
import { kept, type NightParts } from './night.ts';

/**
 * Looks at the files that a slot has moved. Where a writer has gone on writing in one, rows are missing that nobody was told of: it is told,
 * once a file. `now` in ms of the ledger's clock.
 */
export async function tellGrown(parts: NightParts, slot: Slot, now: number): Promise<Slot> {
  const grown: SlotFile[] = [];
  for (const record of slot.files) if (await hasGrown(slot, record)) grown.push(record);
  if (grown.length === 0) return slot;
  const marked = grown.reduce(
    (one, record) => withFile(one, { ...record, failures: addCodes(record.failures, { file_grew: 1 }) }),
    slot,
  );
  await parts.context.ledger.notices.post(fileGrew(marked, now));
  return kept(parts, marked);
}

async function hasGrown({ schedule }: Slot, { kind, stage, place, stamp, failures }: SlotFile) {
  const isMoved = stage === 'moved' || stage === 'answered';
  if (!isMoved || kind === 'left' || place === undefined || failures.file_grew !== undefined) return false;
  const here = await stampOf(join(answersOf(schedule), place));
  return here !== undefined && sizeIn(here) > sizeIn(stamp);
}
