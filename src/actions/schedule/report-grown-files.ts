import { join } from 'node:path';
import { fileGrew } from '../../domain/notices/schedule-notices.ts';
import { addCodes, answersOf, type RunFile, type ScheduledRun, withFile } from '../../domain/schedule.ts';
import { sizeIn, stampOf } from '../../inbox/inbox.ts';
import { type ScheduleContext, storeRun } from './schedule-context.ts';

/**
 * Looks at the files that a run has moved. When somebody has gone on writing to one, its later rows were never submitted: posts a notice,
 * once for each file. `now` in ms of the ledger's clock.
 */
export async function reportGrownFiles(
  parts: ScheduleContext,
  run: ScheduledRun,
  now: number,
): Promise<ScheduledRun> {
  const grown: RunFile[] = [];
  for (const record of run.files) if (await hasGrown(run, record)) grown.push(record);
  if (grown.length === 0) return run;
  const marked = grown.reduce(
    (one, record) => withFile(one, { ...record, failures: addCodes(record.failures, { file_grew: 1 }) }),
    run,
  );
  await parts.context.ledger.notices.post(fileGrew(marked, now));
  return storeRun(parts, marked);
}

async function hasGrown({ schedule }: ScheduledRun, { kind, stage, place, stamp, failures }: RunFile) {
  const isMoved = stage === 'moved' || stage === 'answered';
  if (!isMoved || kind === 'left' || place === undefined || failures.file_grew !== undefined) return false;
  const here = await stampOf(join(answersOf(schedule), place));
  return here !== undefined && sizeIn(here) > sizeIn(stamp);
}
