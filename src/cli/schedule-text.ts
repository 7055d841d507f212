import cronstrue from 'cronstrue/i18n.js';
import type { Batch } from '../domain/batch.ts';
import { codeLines, factsOf, fileLine, missingLines, nextOf, unwellOf } from '../domain/night-notices.ts';
import { addCodes, type Schedule, type Slot, type SlotFile } from '../domain/schedule.ts';
import { legible } from '../domain/shown.ts';
import { nextSlots } from '../domain/slots.ts';
import { dayInWords } from '../domain/zone-time.ts';
import { commandFor } from '../i18n/i18n.ts';
import { type Message, message } from '../i18n/messages.ts';
import type { Ledger } from '../wiring.ts';
import { indented, type Terminal } from './terminal.ts';

/** Times that are shown ahead. */
const mostAhead = 3;

/** The next three times of a schedule, ISO 8601 in UTC. */
export function timesOf(schedule: Schedule, now: number): string[] {
  return nextSlots(schedule, now, mostAhead).map((at) => new Date(at).toISOString());
}

/** The times of a schedule in words, and the next three. */
export function sayNext(
  terminal: Pick<Terminal, 'write' | 'text' | 'language'>,
  schedule: Schedule,
  now: number,
): void {
  const words = cronstrue.default.toString(schedule.cron, {
    locale: terminal.language,
    use24HourTimeFormat: true,
  });
  terminal.write(`  ${words} (${schedule.timeZone})`);
  for (const at of nextSlots(schedule, now, mostAhead))
    indented(terminal, message('next_time', { time: dayInWords(at, schedule.timeZone, terminal.language) }));
}

/** A slot and the batches that were handed in at it. */
export interface SlotView {
  readonly slot: Slot;
  readonly batches: readonly Batch[];
}

/** Reads the batches of a slot. */
export async function viewOf(ledger: Pick<Ledger, 'batches'>, slot: Slot): Promise<SlotView> {
  const ids = slot.files.flatMap(({ kind, batch }) =>
    kind === 'submitted' && batch !== undefined ? [batch] : [],
  );
  const batches = await Promise.all(ids.map((id) => ledger.batches.read(id)));
  return { slot, batches: batches.filter((batch) => batch !== undefined) };
}

/** Where a slot stands, in one line. */
export function slotLine(terminal: Pick<Terminal, 'text' | 'language'>, { slot, batches }: SlotView): string {
  const { schedule, at, state, by } = slot;
  const { files = 0, created = 0, createdCents = 0 } = factsOf(slot, batches);
  const when = dayInWords(at, schedule.timeZone, terminal.language);
  const came = message('slot_came', { files, links: created, amount: createdCents });
  const words = [
    message(`slot_${state}`, {}),
    ...(state === 'missed' ? [] : [came]),
    ...(by === undefined ? [] : [message('by_person', { by })]),
  ];
  return [schedule.name, when, ...words.map(terminal.text)].join('  ');
}

/** A slot with its files, its failures by code, and what to do next. */
export function saySlotWhole(
  terminal: Pick<Terminal, 'write' | 'text' | 'language' | 'renderer'>,
  view: SlotView,
): void {
  const { slot, batches } = view;
  terminal.write(slotLine(terminal, view));
  const show = (line: Message) => indented(terminal, line);
  if (slot.ended !== undefined) show(message('slot_closed_by', slot.ended));
  if (slot.why !== undefined) show(message('obstacle_met', { obstacle: slot.why }));
  for (const line of missingLines(slot)) show(line);
  for (const file of slot.files) show(fileLine(file, batches));
  const retried = slot.retried.reduce((sum, { rows }) => sum + rows, 0);
  if (retried > 0) show(message('failed_rows_requeued', { count: retried }));
  for (const line of codeLines(addCodes(...slot.files.map(({ failures }) => failures)))) show(line);
  for (const line of nextOf(slot, batches))
    show(message('next_command', { command: terminal.renderer.command(line) }));
}

/** The JSON of a slot. */
export function slotResult({ slot, batches }: SlotView): Record<string, unknown> {
  const { schedule, at, state, files, retried, by, closedAt, missed, why, ended, told } = slot;
  const { missingNumbers = [] } = slot;
  return {
    schedule: schedule.name,
    at: new Date(at).toISOString(),
    state,
    ...(by !== undefined && { by }),
    ...(closedAt !== undefined && { closedAt: new Date(closedAt).toISOString() }),
    ...(ended !== undefined && { ended }),
    ...(why !== undefined && { why }),
    noFileCame: told.includes('file_missing'),
    missingNumbers,
    missed,
    ...factsOf(slot, batches),
    fileList: files.map(shownFile),
    retried,
    next: nextOf(slot, batches).map((line) => commandFor(line)),
  };
}

function shownFile({ stamp: _, marker: __, ...file }: SlotFile): Record<string, unknown> {
  const texts = Object.entries(file).map(([field, value]) => [
    field,
    typeof value === 'string' ? legible(value) : value,
  ]);
  return Object.fromEntries(texts);
}

/** Whether nothing of a slot is left to be done by a person. */
export function isClean({ slot, batches }: SlotView): boolean {
  const isTaken = slot.files.every(({ kind }) => kind === 'submitted' || kind === 'repeated');
  return slot.state === 'closed' && isTaken && unwellOf(batches).length === 0;
}
