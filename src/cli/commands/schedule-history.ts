import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { defineCommand } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import { wholeNumber } from '../reading-flags.ts';
import { runResult, showWholeRun, viewOf } from '../view/schedule-text.ts';

/** `schedule history NAME`: the runs of a schedule, newest first, with the outcome of each file. */
export const scheduleHistory = defineCommand({
  name: 'history',
  arguments: '<name>',
  flags: { ...sandboxFlags, '--last <runs>': { parse: wholeNumber, default: 10 } },
  example: 'schedule history nightly',
  opens: 'ledger',
  async run({ terminal, flags, ledger }, name) {
    const runs = await ledger.schedules.runs(name, flags.last);
    const isKnown = runs.length > 0 || (await ledger.schedules.list()).some((one) => one.name === name);
    if (!isKnown) throw fail('schedule_unknown', message('named', { name }));
    if (runs.length === 0) terminal.show(message('no_run_yet', {}));
    const views = await Promise.all(runs.map((run) => viewOf(ledger, run)));
    for (const view of views) showWholeRun(terminal, view);
    return { result: { schedule: name, runs: views.map(runResult) } };
  },
});
