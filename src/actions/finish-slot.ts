import { basename, dirname, join } from 'node:path';
import { answerName } from '../domain/answer-name.ts';
import { areBooksClosed, type Batch, isFinished } from '../domain/batch.ts';
import { nightEnded } from '../domain/night-notices.ts';
import { addCodes, type CodeCounts, type Slot, type SlotFile, withFile } from '../domain/schedule.ts';
import { freePlace, lookAtInbox } from '../inbox/inbox.ts';
import { codesOf } from './codes-of.ts';
import { keptFile } from './kept-file.ts';
import { kept, type NightParts } from './night.ts';
import { moveOn } from './take-file.ts';
import { told } from './told.ts';
import { writeRejected } from './write-rejected.ts';
import { writeReport } from './write-report.ts';

/**
 * Writes the reports of the batches of a slot whose books are closed, beside their files; once all are written, the slot is told and closed.
 * It can be cut anywhere and done again. `now` in ms of the ledger's clock.
 */
export async function finishSlot(parts: NightParts, working: Slot, now: number): Promise<Slot> {
  const { inbox } = working.schedule;
  let slot = working;
  const hasToWrite = slot.files.some(({ stage }) => stage !== 'answered') || slot.retried.length > 0;
  // Another machine may reach it.
  if (hasToWrite && (await lookAtInbox(inbox)) === undefined) return slot;
  for (const record of slot.files) {
    if (record.stage === 'answered') continue;
    parts.signal.throwIfAborted();
    const moved = record.stage === 'moved' ? slot : await moveOn(parts, slot, record);
    slot = await answerFile(parts, moved, record);
  }
  slot = await answerRetried(parts, slot);
  const isDone =
    slot.files.every(({ stage }) => stage === 'answered') && slot.retried.every((one) => one.isAnswered);
  return isDone ? close(parts, slot, now) : slot;
}

/** The batch of an id once nothing of it is under way; undefined before. */
async function endedBatch({ mill }: NightParts, id: string): Promise<Batch | undefined> {
  const batch = await mill.ledger.read(id);
  return batch !== undefined && isFinished(batch) && areBooksClosed(batch) ? batch : undefined;
}

/** Writes the report and the rows to be mended of a file whose batch has ended. */
async function answerFile(parts: NightParts, slot: Slot, { name, stamp }: SlotFile): Promise<Slot> {
  const { ledger } = parts.mill;
  const { inbox } = slot.schedule;
  const record = slot.files.find((one) => one.name === name && one.stamp === stamp);
  if (record?.batch === undefined || record.place === undefined) return slot;
  const batch = await endedBatch(parts, record.batch);
  if (batch === undefined) return slot;
  const { plan } = await keptFile(ledger, batch);
  const folder = dirname(record.place);
  const answer =
    record.answer ??
    (await freePlace(inbox, `${folder}/${answerName(basename(record.place), plan.format, 'results')}`));
  const begun = record.answer === answer ? slot : await kept(parts, withFile(slot, { ...record, answer }));
  await writeReport(ledger, batch, join(inbox, answer), parts.randomId());
  const { books } = batch;
  if (record.kind === 'submitted' && books.rejected + books.refused > 0) {
    const toMend = answerName(basename(record.place), plan.format, 'rejected');
    await writeRejected(ledger, batch, join(inbox, folder, toMend), parts.randomId());
  }
  const own = record.kind === 'submitted' ? await codesOf(ledger, batch) : {};
  const failures = addCodes(own, ownFate(record));
  return kept(parts, withFile(begun, { ...record, answer, failures, stage: 'answered' }));
}

/** What became of the file itself, its rows apart. */
function ownFate({ failures }: SlotFile): CodeCounts {
  const codes = ['file_changed', 'file_stays'] as const;
  return Object.fromEntries(codes.flatMap((code) => (failures[code] ? [[code, 1]] : [])));
}

async function answerRetried(parts: NightParts, start: Slot): Promise<Slot> {
  let slot = start;
  for (const one of start.retried) {
    if (one.isAnswered) continue;
    const batch = await endedBatch(parts, one.batch);
    if (batch === undefined) continue;
    const report = join(slot.schedule.inbox, one.answer);
    if (one.rows > 0) await writeReport(parts.mill.ledger, batch, report, parts.randomId());
    const retried = slot.retried.map((other) =>
      other.batch === one.batch ? { ...other, isAnswered: true } : other,
    );
    slot = await kept(parts, { ...slot, retried });
  }
  return slot;
}

async function close(parts: NightParts, slot: Slot, now: number): Promise<Slot> {
  const ids = slot.files.flatMap(({ kind, batch }) =>
    kind === 'submitted' && batch !== undefined ? [batch] : [],
  );
  const batches = await Promise.all(ids.map((id) => parts.mill.ledger.read(id)));
  const known = batches.filter((batch) => batch !== undefined);
  const last = await told(parts, slot, nightEnded(slot, known, now));
  return kept(parts, { ...last, state: 'closed', closedAt: now });
}
