import { type Batch, isWhole } from './batch.ts';
import { euros } from './cents.ts';
import { type FailureCode, wordsOf } from './failure.ts';
import type { Notice, NoticeKind } from './notice.ts';
import { addCodes, type Slot, type SlotFile, slotKey } from './schedule.ts';
import { legible } from './shown.ts';
import { localMoment } from './zone-time.ts';

/** Files, numbers or slots that a notice names one by one. */
const mostNamed = 20;

/** A slot as a person says it: `nightly, slot of 2026-11-25 02:00 Europe/Paris`. */
export function slotInWords({ schedule, at }: Pick<Slot, 'schedule' | 'at'>): string {
  return `${schedule.name}, slot of ${localMoment(at, schedule.timeZone)}`;
}

/** What a notice says. */
export interface Said {
  readonly subject: string;
  readonly lines: readonly string[];
  readonly facts?: Notice['facts'];
  readonly next?: readonly string[];
}

/** A notice of a kind about a slot. */
export function noticeOf(
  kind: NoticeKind,
  slot: Slot,
  now: number,
  { subject, lines, facts = {}, next = [] }: Said,
): Notice {
  const about = `${slot.schedule.name}: ${subject}`;
  return {
    id: `${kind}:${slotKey(slot)}`,
    kind,
    at: now,
    subject: about,
    lines: [`${slotInWords(slot)}.`, ...lines],
    facts,
    next,
  };
}

/** No file came by the slot, nor while it was waited for. */
export function fileMissing(slot: Slot, now: number): Notice {
  const { inbox, pattern } = slot.schedule;
  return noticeOf('file_missing', slot, now, {
    subject: 'no file came',
    lines: [`No file ${pattern} was in ${inbox}.`],
    next: [`npx linkmill schedule run ${slot.schedule.name}`],
  });
}

/** Files that stay in the inbox, each with why. */
export function fileLeft(slot: Slot, now: number): Notice {
  const left = slot.files.filter(({ kind }) => kind === 'left');
  return noticeOf('file_left', slot, now, {
    subject:
      left.length === 1 ? 'a file was left in the inbox' : `${left.length} files were left in the inbox`,
    lines: left
      .slice(0, mostNamed)
      .flatMap(({ name, failures: codes, remark }) => [
        `${name}: ${codeLines(codes).join(' ')}`,
        ...(remark === undefined ? [] : [remark]),
      ]),
    facts: { files: left.length },
    next: [`npx linkmill schedule run ${slot.schedule.name}`],
  });
}

/** Files that were written on after they were taken; again where another one is found. */
export function fileGrew(slot: Slot, now: number): Notice {
  const grown = slot.files.filter(({ failures: codes }) => codes.file_grew !== undefined);
  const { sentence, remedy } = wordsOf('file_grew');
  const notice = noticeOf('file_grew', slot, now, {
    subject:
      grown.length === 1
        ? 'a file was written on after it was taken'
        : `${grown.length} files were written on after they were taken`,
    lines: [
      ...grown.slice(0, mostNamed).map(({ name, place }) => `${name}: see ${place}.`),
      `${sentence} ${remedy}`,
    ],
    facts: { files: grown.length },
    next: [`npx linkmill schedule run ${slot.schedule.name}`],
  });
  return { ...notice, id: `${notice.id}:${grown.length}` };
}

/** Numbers that are skipped by the names of the files. */
export function numbersMissing(slot: Slot, now: number, missing: readonly number[]): Notice {
  return noticeOf('numbers_missing', slot, now, {
    subject: 'a number is missing among the files',
    lines: [numbersLine(missing)],
    facts: { missing: missing.length },
  });
}

/** Slots that nobody opened in time. */
export function slotMissed(slot: Slot, now: number, missed: readonly number[]): Notice {
  const { timeZone } = slot.schedule;
  const named = missed.slice(-mostNamed).map((at) => `Not opened: ${localMoment(at, timeZone)}.`);
  return noticeOf('slot_missed', slot, now, {
    subject: missed.length === 1 ? 'a slot was missed' : `${missed.length} slots were missed`,
    lines: ['No worker was running. This slot takes the files.', ...named],
    facts: { slots: missed.length },
    next: ['npx linkmill worker'],
  });
}

/** Batches of the slot that have not ended for long. */
export function nightWaits(slot: Slot, now: number): Notice {
  const waiting = slot.files.filter(({ stage }) => stage !== 'answered');
  return noticeOf('night_waits', slot, now, {
    subject: 'the slot has not ended after an hour',
    lines: [
      ...waiting.slice(0, mostNamed).map(({ name, batch }) => `${name}: batch ${batch ?? 'not begun'}.`),
      ...(slot.why === undefined ? [] : [`It met: ${slot.why}`]),
      'Where it cannot end: npx linkmill schedule close.',
    ],
    facts: { files: waiting.length },
    next: [
      'npx linkmill status',
      'npx linkmill doctor',
      ...batchesOf(waiting).map((id) => `npx linkmill status ${id}`),
    ],
  });
}

/** What a slot came to: books, failures by code, what to do. */
export function nightEnded(slot: Slot, batches: readonly Batch[], now: number): Notice {
  const facts = factsOf(slot, batches);
  const { created = 0, createdCents = 0, toMend = 0, refusedFiles = 0, retriedRows = 0 } = facts;
  const links = `${created} ${created === 1 ? 'link' : 'links'}`;
  const troubles = [
    ...(toMend > 0 ? [`${toMend} ${toMend === 1 ? 'row' : 'rows'} to mend`] : []),
    ...(refusedFiles > 0 ? [`${refusedFiles} ${refusedFiles === 1 ? 'file' : 'files'} refused`] : []),
  ];
  return noticeOf('night_ended', slot, now, {
    subject: [links, ...troubles].join(', '),
    lines: [
      `${created} links over ${euros(createdCents)}.`,
      ...slot.files.slice(0, mostNamed).map((file) => fileLine(file, batches)),
      ...(retriedRows > 0 ? [`${retriedRows} failed rows of earlier batches were given back.`] : []),
      ...codeLines(addCodes(...slot.files.map((file) => file.failures))),
    ],
    facts,
    next: nextOf(slot, batches),
  });
}

/** Counts of a slot, and amounts in cents. */
export function factsOf(slot: Slot, batches: readonly Batch[]): Record<string, number> {
  const sum = (count: (batch: Batch) => number) => batches.reduce((total, batch) => total + count(batch), 0);
  const filesOf = (kind: SlotFile['kind']) => slot.files.filter((file) => file.kind === kind).length;
  return {
    files: slot.files.length,
    submittedFiles: filesOf('submitted'),
    repeatedFiles: filesOf('repeated'),
    refusedFiles: filesOf('refused'),
    leftFiles: filesOf('left'),
    rows: sum(({ books }) => books.rows),
    created: sum(({ books }) => books.created),
    known: sum(({ books }) => books.known),
    refused: sum(({ books }) => books.refused),
    failed: sum(({ books }) => books.failed),
    cancelled: sum(({ books }) => books.cancelled),
    rejected: sum(({ books }) => books.rejected),
    open: sum(({ books }) => books.open + books.doubtful),
    toMend: sum(({ books, leftOutRows }) => books.rejected - leftOutRows + books.refused + books.failed),
    unbalanced: batches.filter(({ isBalanced }) => !isBalanced).length,
    retriedRows: slot.retried.reduce((total, { rows }) => total + rows, 0),
    amountCents: sum(({ books }) => books.amountCents),
    createdCents: sum(({ books }) => books.createdCents),
  };
}

/** What became of a file, as sentences on one line. */
export function fileLine(file: SlotFile, batches: readonly Batch[]): string {
  const { kind, remark, toMend } = file;
  const said = [
    fateOf(file, batches),
    ...(remark !== undefined && kind !== 'repeated' ? [remark] : []),
    ...(toMend === undefined ? [] : [`Rows to mend: ${toMend}.`]),
  ];
  return legible(said.join(' '));
}

function fateOf({ name, kind, batch, failures: codes, remark, answer }: SlotFile, batches: readonly Batch[]) {
  const own = batches.find(({ id }) => id === batch);
  switch (kind) {
    case 'submitted':
      return own === undefined
        ? `${name}: batch ${batch}.`
        : `${name}: batch ${own.id}, ${own.books.created + own.knownCreated} of ${own.fileRows} rows with a link.`;
    case 'repeated':
      return `${name}: ${remark}`;
    case 'refused':
      return `${name}: refused (${Object.keys(codes).join(', ')}); see ${answer}.`;
    case 'left':
      return `${name}: left in the inbox (${Object.keys(codes).join(', ')}).`;
  }
}

/** What did not come by a slot, as sentences. */
export function missingLines({ told, schedule, missingNumbers = [] }: Slot): string[] {
  return [
    ...(told.includes('file_missing') ? [`No file ${schedule.pattern} was in ${schedule.inbox}.`] : []),
    ...(missingNumbers.length > 0 ? [numbersLine(missingNumbers)] : []),
  ];
}

function numbersLine(missing: readonly number[]): string {
  return `No file with the number ${missing.join(', ')} came. Ask for it, or why there is none.`;
}

/** Commands that a person may want to run after a slot. */
export function nextOf(slot: Slot, batches: readonly Batch[]): string[] {
  const unwell = batches.filter((batch) => !isWhole(batch) || !batch.isBalanced);
  const unbalanced = batches.filter(({ isBalanced }) => !isBalanced);
  return [
    ...unwell.slice(0, mostNamed).map(({ id }) => `npx linkmill status ${id}`),
    ...unbalanced.slice(0, mostNamed).map(({ id }) => `npx linkmill audit ${id}`),
    ...(slot.files.some(({ kind }) => kind === 'left')
      ? [`npx linkmill schedule run ${slot.schedule.name}`]
      : []),
  ];
}

/** `2 times amount_missing: The amount is empty. Type ...`, one a code. */
export function codeLines(codes: SlotFile['failures']): string[] {
  return (Object.entries(codes) as [FailureCode, number][]).map(([code, times]) => {
    const { sentence, remedy } = wordsOf(code);
    return `${times} x ${code}: ${sentence} ${remedy}`;
  });
}

function batchesOf(files: readonly SlotFile[]): string[] {
  return files.flatMap(({ batch }) => batch ?? []).slice(0, mostNamed);
}
