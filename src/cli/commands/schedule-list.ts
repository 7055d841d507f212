import { inboxWarnings } from '../../actions/schedule/unsafe-answers.ts';
import { shownNames } from '../../domain/crypto/forged-records.ts';
import { answersOf } from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import { defineCommand } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import { indented, type Terminal } from '../terminal.ts';
import { runLine, runResult, showNextRuns, timesOf, viewOf } from '../view/schedule-text.ts';

/** `schedule list`: every schedule with its times in words, its next three times and its last run. */
export const scheduleList = defineCommand({
  name: 'list',
  flags: sandboxFlags,
  example: 'schedule list',
  opens: 'ledger',
  async run({ terminal, ledger }) {
    const { now } = await ledger.account.status();
    const schedules = await ledger.schedules.list();
    const unreadable = await ledger.schedules.unreadable();
    const forged = showUnreadable(terminal, unreadable);
    if (schedules.length + unreadable.length === 0) terminal.show(message('no_schedule_yet', {}));
    const shown: Record<string, unknown>[] = [];
    for (const schedule of schedules) {
      const { name, cron, timeZone, inbox, answers, pattern, addedBy } = schedule;
      const [last] = await ledger.schedules.runs(name, 1);
      const view = last && (await viewOf(ledger, last));
      const warnings = await inboxWarnings(schedule);
      terminal.write(`${name}  ${inbox}  ${pattern}`);
      if (answers !== undefined) indented(terminal, message('answers_in', { folder: answers }));
      for (const warning of warnings) indented(terminal, message('warning_message', { warning }));
      showNextRuns(terminal, schedule, now);
      if (view !== undefined) indented(terminal, message('last_run', { run: runLine(terminal, view) }));
      shown.push({
        ...{ name, cron, timeZone, inbox, answers: answersOf(schedule), warnings, pattern, addedBy },
        next: timesOf(schedule, now),
        last: view ? runResult(view) : null,
      });
    }
    const names = unreadable.map(({ name }) => name);
    return {
      result: {
        schedules: shown,
        ...(names.length > 0 && { unreadable: names }),
        ...(forged.length > 0 && { forged }),
      },
      code: forged.length > 0 ? 2 : 0,
    };
  },
});

/** Shows the schedules that cannot be read; returns the names of those that this installation has not written. */
function showUnreadable(
  terminal: Pick<Terminal, 'show'>,
  unreadable: readonly { readonly name: string; readonly isForged: boolean }[],
): string[] {
  for (const { name } of unreadable.filter(({ isForged }) => !isForged))
    terminal.show(message('schedule_unreadable', { name }));
  const forged = unreadable.filter(({ isForged }) => isForged).map(({ name }) => name);
  if (forged.length === 0) return [];
  terminal.show(
    message('schedules_forged', { names: shownNames(forged) }),
    message('schedules_forged_advice', {}),
  );
  return forged;
}
