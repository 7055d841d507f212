import { Option } from 'commander';
import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { usingLedger } from '../batch-of.ts';
import { type Door, onDoor } from '../door.ts';
import { DoorCommand } from '../door-command.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';
import { wholeNumber } from '../reading-flags.ts';
import { saySlotWhole, slotResult, viewOf } from '../schedule-text.ts';

interface HistoryFlags extends SandboxFlags {
  readonly last: number;
}

/** `schedule history NAME`: its slots, newest first, with what became of each file. */
export function scheduleHistory(door: Door): DoorCommand {
  const command = new DoorCommand('history', door).argument('<name>');
  withSandboxFlag(command).addOption(new Option('--last <slots>').default(10).argParser(wholeNumber));
  return onDoor<HistoryFlags>(
    command,
    door,
    'npx linkmill schedule history nightly',
    async (flags, name = '') => {
      return usingLedger(door, configOf(door, flags), flags, true, async (open) => {
        const { ledger } = open.mill;
        const slots = await ledger.slots(name, flags.last);
        const isKnown = slots.length > 0 || (await ledger.schedules()).some((one) => one.name === name);
        if (!isKnown) throw fail('schedule_unknown', message('named', { name }));
        if (slots.length === 0) door.show(message('no_slot_yet', {}));
        const views = await Promise.all(slots.map((slot) => viewOf(ledger, slot)));
        for (const view of views) saySlotWhole(door, view);
        door.result({ schedule: name, slots: views.map(slotResult) });
        return 0;
      });
    },
  );
}
