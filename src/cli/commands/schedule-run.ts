import { startWorkers } from '../../../workers/main.ts';
import { newRun } from '../../actions/schedule/run-schedules.ts';
import { recoveryScanAhead, watchMisdirected } from '../../actions/watch-batch.ts';
import { isByDestination, isByPerson } from '../../domain/batch.ts';
import { fail } from '../../domain/failure.ts';
import type { Schedule, ScheduledRun } from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import { type OpenAccount, realClock } from '../../wiring.ts';
import { defineCommand } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import { person } from '../person.ts';
import { scheduleMeans } from '../schedule-means.ts';
import type { Terminal } from '../terminal.ts';
import { isClean, runResult, showWholeRun, viewOf } from '../view/schedule-text.ts';
import { appErrorOf } from '../work.ts';

const pollMs = 200;

/** While the recovery scan comes first, the command shows so at this interval, in ms. */
const showAgainMs = 60_000;

/** `schedule run NAME`: opens a run now and works on it in this process until it is closed. */
export const scheduleRun = defineCommand({
  name: 'run',
  arguments: '<name>',
  flags: { ...sandboxFlags, '--detach': true },
  example: 'schedule run nightly',
  opens: 'bridge',
  async run({ terminal, flags, config, context, ledger }, name) {
    const run = await openNow(context, name);
    terminal.show(message('run_is_open', { schedule: name }));
    if (flags.detach) return { result: runResult({ run, batches: [] }) };
    const workers = startWorkers(context, config.concurrency, scheduleMeans(config));
    const closed = await waitFor(context, run, terminal).finally(() => workers.stop());
    const view = await viewOf(ledger, closed);
    showWholeRun(terminal, view);
    const result = runResult(view);
    if (!terminal.interrupted.aborted || closed.state === 'closed')
      return { result, code: isClean(view) ? 0 : 2 };
    terminal.show(message('worker_goes_on', { schedule: name }));
    return { result, code: 130 };
  },
});

async function openNow({ ledger }: OpenAccount['context'], name: string): Promise<ScheduledRun> {
  const schedule: Schedule | undefined = (await ledger.schedules.list()).find((one) => one.name === name);
  if (schedule === undefined) throw fail('schedule_unknown', message('named', { name }));
  const { now } = await ledger.account.status();
  const [last] = await ledger.schedules.runs(name, 1);
  const by = person();
  const run = await ledger.schedules.saveRun({ ...newRun(schedule, now, now, last), by });
  if (run !== undefined) return run;
  // Another process opened a run at the same moment: that one takes the files.
  const [newest] = await ledger.schedules.runs(name, 1);
  if (newest === undefined) throw new Error(`no run of ${name}`);
  return newest;
}

async function waitFor(
  context: OpenAccount['context'],
  run: ScheduledRun,
  terminal: Terminal,
): Promise<ScheduledRun> {
  const { ledger, times } = context;
  const signal = terminal.interrupted;
  let shownAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const status = await ledger.account.status();
    if (status.state === 'suspect' && status.now - shownAt > showAgainMs) {
      shownAt = status.now;
      terminal.show(recoveryScanAhead(status, times));
    }
    const open = (await ledger.schedules.openRuns()).find(
      ({ schedule, at }) => schedule.name === run.schedule.name && at === run.at,
    );
    if (open === undefined || signal.aborted) {
      const runs = await ledger.schedules.runs(run.schedule.name, 500);
      return runs.find(({ at }) => at === run.at) ?? run;
    }
    if (status.stopped !== undefined && !isByPerson(status.stopped)) {
      // The run stays open, and goes on once a person has resumed the account.
      if (isByDestination(status.stopped)) await watchMisdirected(context, undefined, terminal.show, signal);
      throw appErrorOf(status.stopped);
    }
    await realClock.sleep(pollMs, signal);
  }
}
