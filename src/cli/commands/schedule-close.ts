import { closeSlot } from '../../actions/close-slot.ts';
import { defineCommand } from '../define-command.ts';
import { reason, sandboxFlags } from '../flags.ts';
import { person } from '../person.ts';
import { saySlotWhole, slotResult, viewOf } from '../schedule-text.ts';

/** `schedule close NAME [SLOT]`: ends a slot that something stands in the way of. */
export const scheduleClose = defineCommand({
  name: 'close',
  arguments: '<name> [slot]',
  flags: { ...sandboxFlags, '--reason <why>': { parse: reason, required: true } },
  example: 'schedule close nightly --reason TICKET-4711',
  opens: 'ledger to change',
  async run({ terminal, flags, context, ledger }, name, slot) {
    const view = await viewOf(
      ledger,
      await closeSlot(context, name, slot, { by: person(), why: flags.reason }),
    );
    saySlotWhole(terminal, view);
    return { result: slotResult(view) };
  },
});
