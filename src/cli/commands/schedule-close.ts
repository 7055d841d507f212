import { Option } from 'commander';
import { closeSlot } from '../../actions/close-slot.ts';
import { usingLedger } from '../batch-of.ts';
import type { Door } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { configOf, reason, type SandboxFlags, withSandboxFlag } from '../flags.ts';
import { person } from '../person.ts';
import { saySlotWhole, slotResult, viewOf } from '../schedule-text.ts';

interface CloseFlags extends SandboxFlags {
  readonly reason: string;
}

/** `schedule close NAME [SLOT]`: ends a slot that something stands in the way of. */
export function scheduleClose(door: Door): DoorCommand {
  const command = new DoorCommand('close', door).argument('<name>').argument('[slot]');
  withSandboxFlag(command).addOption(new Option('--reason <why>').argParser(reason).makeOptionMandatory());
  const example = 'npx linkmill schedule close nightly --reason TICKET-4711';
  return onDoor<CloseFlags>(command, door, example, async (flags, name = '', slot) => {
    return usingLedger(door, configOf(door, flags), flags, false, async (open) => {
      const { ledger } = open.mill;
      const closed = await closeSlot(open.mill, name, slot, { by: person(), why: flags.reason });
      const view = await viewOf(ledger, closed);
      saySlotWhole(door, view);
      door.result(slotResult(view));
      return 0;
    });
  });
}
