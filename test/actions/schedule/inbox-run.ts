import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScheduleContext } from '../../../src/actions/schedule/schedule-context.ts';
import { localDate } from '../../../src/domain/dates/zone-time.ts';
import type { ScheduledRun, SchedulePolicy } from '../../../src/domain/schedule.ts';
import { throughAll } from '../../support/ledger.ts';
import type { TestSchedule } from '../../support/schedule.ts';

const today = () => localDate(Date.now(), 'Europe/Paris');

/** Today's folder for submitted files, below the inbox. */
export const done = () => `done/${today()}`;

/** Today's folder for refused files, below the inbox. */
export const refused = () => `refused/${today()}`;

export const readInbox = ({ inbox }: TestSchedule, path: string) => readFileSync(join(inbox, path), 'utf8');

/** The posted notices of one kind, oldest first. */
export const noticesOf = async (scheduled: TestSchedule, wanted: string) =>
  (await scheduled.notices()).filter(({ kind }) => kind === wanted);

export async function newestRun({ context }: TestSchedule): Promise<ScheduledRun> {
  const [run] = await context.ledger.schedules.runs('nightly', 1);
  if (run === undefined) throw new Error('no run');
  return run;
}

/** Opens a run with these files (name to text) in its inbox and finishes it. */
export async function runOf(
  scheduled: TestSchedule,
  files: Record<string, string>,
  policy: Partial<SchedulePolicy> = {},
): Promise<ScheduledRun> {
  const schedule = scheduled.schedule(policy);
  for (const [name, text] of Object.entries(files)) scheduled.write(name, text);
  await scheduled.open(schedule);
  return scheduled.finish(schedule);
}

/** Settles the first row of a batch as failed. */
export async function failFirstRow({ context: { ledger } }: TestSchedule, batch: string): Promise<void> {
  const key = { batch, line: 2 };
  const claim = await ledger.sendings.claim(key);
  if (claim.kind !== 'claimed') throw new Error(claim.kind);
  const { attempt, entry } = claim;
  const failure = { code: 'sent_too_often' } as const;
  await ledger.sendings.settle(key, { attempt, generation: entry.generation }, { kind: 'failed', failure });
}

/** A process that freezes after a call to the ledger, until `thaw` is called. */
export interface FrozenProcess {
  readonly parts: ScheduleContext;
  readonly thaw: () => void;
  readonly seen: { readonly isFrozen: boolean };
}

/** A process that freezes once, after its first call of `method` (`part.method`) whose first argument `isIt` accepts. */
export function freezing(
  scheduled: TestSchedule,
  method: string,
  isIt: (argument: unknown) => boolean,
): FrozenProcess {
  let thaw = (): void => undefined;
  const thawed = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  const seen = { isFrozen: false };
  const context = scheduled.another();
  const ledger = throughAll(context.ledger, (name, call) => {
    if (name !== method) return call;
    return async (...args) => {
      const answer = await call(...args);
      if (seen.isFrozen || !isIt(args[0])) return answer;
      seen.isFrozen = true;
      await thawed;
      return answer;
    };
  });
  return { parts: scheduled.parts({ ...context, ledger }), thaw, seen };
}
