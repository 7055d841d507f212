import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { defineCommand } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import { wholeNumber } from '../reading-flags.ts';
import { saySlotWhole, slotResult, viewOf } from '../schedule-text.ts';

/** `schedule history NAME`: its slots, newest first, with what became of each file. */
export const scheduleHistory = defineCommand({
  name: 'history',
  arguments: '<name>',
  flags: { ...sandboxFlags, '--last <slots>': { parse: wholeNumber, default: 10 } },
  example: 'schedule history nightly',
  opens: 'ledger',
  async run({ terminal, flags, ledger }, name) {
    const slots = await ledger.schedules.slots(name, flags.last);
    const isKnown = slots.length > 0 || (await ledger.schedules.list()).some((one) => one.name === name);
    if (!isKnown) throw fail('schedule_unknown', message('named', { name }));
    if (slots.length === 0) terminal.show(message('no_slot_yet', {}));
    const views = await Promise.all(slots.map((slot) => viewOf(ledger, slot)));
    for (const view of views) saySlotWhole(terminal, view);
    return { result: { schedule: name, slots: views.map(slotResult) } };
  },
});
