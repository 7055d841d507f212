import { closeRun } from '../../actions/schedule/close-run.ts';
import { defineCommand } from '../define-command.ts';
import { reason, sandboxFlags } from '../flags.ts';
import { person } from '../person.ts';
import { runResult, showWholeRun, viewOf } from '../view/schedule-text.ts';

/** `schedule close NAME [RUN]`: closes a run that cannot finish by itself. */
export const scheduleClose = defineCommand({
  name: 'close',
  arguments: '<name> [run]',
  flags: { ...sandboxFlags, '--reason <why>': { parse: reason, required: true } },
  example: 'schedule close nightly --reason TICKET-4711',
  opens: 'ledger to change',
  async run({ terminal, flags, context, ledger }, name, run) {
    const view = await viewOf(
      ledger,
      await closeRun(context, name, run, { by: person(), why: flags.reason }),
    );
    showWholeRun(terminal, view);
    return { result: runResult(view) };
  },
});
