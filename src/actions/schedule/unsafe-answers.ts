import { dirname } from 'node:path';
import { inboxUnsafe } from '../../domain/notices/inbox-notices.ts';
import { answersOf, type Schedule, type ScheduledRun } from '../../domain/schedule.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { firstUnsafe, isThere, rightsOf, whyUnsafe } from '../../inbox/inbox.ts';
import { postOnce } from './post-once.ts';
import { folderOf, type ScheduleContext, storeRun } from './schedule-context.ts';

/**
 * Posts one notice when other users could rearrange the folders into which a run writes its answers, and returns the run then: it moves
 * nothing until the folders are safe. Returns undefined when they are. `now` in ms of the ledger's clock.
 */
export async function reportUnsafeAnswers(
  parts: ScheduleContext,
  run: ScheduledRun,
  now: number,
): Promise<ScheduledRun | undefined> {
  const { schedule, files, retried } = run;
  const places = [...files, ...retried].flatMap(({ place }) => place ?? []);
  const folders = [folderOf(run, 'submitted'), folderOf(run, 'refused'), ...places.map(dirname)];
  const failure = await whyAnswersUnsafe(schedule, folders);
  if (failure === undefined) return undefined;
  const after = await postOnce(parts, run, inboxUnsafe(run, now, failure));
  return after === run ? run : storeRun(parts, after);
}

/** Why answers may not be put into these folders of a schedule; a place of their own is held to the same as the folders in it. */
export async function whyAnswersUnsafe(schedule: Schedule, folders: readonly string[]) {
  const own = schedule.answers === undefined ? undefined : await whyUnsafe(schedule.answers);
  return own ?? firstUnsafe(answersOf(schedule), folders);
}

/** Whether this machine has the folder for answers of a schedule. */
export function hasAnswers({ answers }: Schedule): Promise<boolean> {
  return answers === undefined ? Promise.resolve(true) : isThere(answers);
}

/** What people are to know of the rights of an inbox that this machine has. */
export async function inboxWarnings({ inbox, answers }: Schedule): Promise<Message[]> {
  const rights = await rightsOf(inbox);
  const isRenamable = rights?.isOthersToRename && answers === undefined;
  return [
    ...(rights?.isOpenToAll ? [message('inbox_open_to_all', { folder: inbox })] : []),
    ...(isRenamable ? [message('inbox_renamable', { folder: inbox })] : []),
  ];
}
