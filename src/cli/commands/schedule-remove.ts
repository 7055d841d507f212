import { removeSchedule } from '../../actions/schedule/add-schedule.ts';
import { message } from '../../i18n/messages.ts';
import { defineCommand } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import { person } from '../person.ts';

/** `schedule remove NAME`: removes a schedule. */
export const scheduleRemove = defineCommand({
  name: 'remove',
  arguments: '<name>',
  flags: sandboxFlags,
  example: 'schedule remove nightly',
  opens: 'ledger to change',
  async run({ terminal, context }, name) {
    await removeSchedule(context, name, person());
    terminal.show(message('schedule_removed', { name }));
    return { result: { schedule: name, removed: true } };
  },
});
