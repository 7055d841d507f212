import type { Slot, SlotFile } from '../domain/schedule.ts';
import type { FileLimits } from '../domain/table.ts';
import { localDate } from '../domain/zone-time.ts';
import type { AccountContext } from './account-context.ts';

/** The parts that nights work with. */
export interface NightParts {
  readonly context: Pick<AccountContext, 'ledger' | 'queue' | 'clock' | 'note' | 'warn'>;
  readonly limits: FileLimits;
  /** Where standard input would be copied to. */
  readonly spoolFolder: string;
  /** Keeps two drafts of one file apart. */
  readonly randomId: () => string;
  /** Takes a file out of an inbox; as the file system does it where it is absent. */
  readonly removeFile?: (path: string) => Promise<void>;
  /** Fires when the process is to end: what was begun is finished by the next look of any process. */
  readonly signal: AbortSignal;
}

/** Another process has moved the slot meanwhile: it goes on there. */
export class Overtaken extends Error {}

/** Keeps the slot as it stands now; throws `Overtaken` where another process has moved it. */
export async function kept({ context }: NightParts, slot: Slot): Promise<Slot> {
  const now = await context.ledger.schedules.keepSlot(slot);
  if (now === undefined) throw new Overtaken(`${slot.schedule.name}: the slot goes on elsewhere`);
  return now;
}

/** The slot as it is kept now. */
export async function slotNow({ context }: NightParts, { schedule, at }: Slot): Promise<Slot> {
  const now = await context.ledger.schedules.slot(schedule.name, at);
  if (now === undefined) throw new Overtaken(`${schedule.name}: the slot is not kept any more`);
  return now;
}

/** Throws `Overtaken` where another process has moved the slot since: what this one wants to put in place is old. */
export async function stillOurs(parts: NightParts, slot: Slot): Promise<void> {
  const now = await slotNow(parts, slot);
  if (now.revision !== slot.revision)
    throw new Overtaken(`${slot.schedule.name}: the slot goes on elsewhere`);
}

/** The folder of a slot below `done` or `refused`, by its local date. */
export function folderOf({ schedule, at }: Slot, kind: SlotFile['kind']): string {
  return `${kind === 'refused' ? 'refused' : 'done'}/${localDate(at, schedule.timeZone)}`;
}
