import { Command } from 'commander';
import { removeSchedule } from '../../actions/add-schedule.ts';
import { message } from '../../i18n/messages.ts';
import { openLedger } from '../batch-of.ts';
import { type Door, onDoor } from '../door.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';
import { person } from '../person.ts';

/** `schedule remove NAME`. */
export function scheduleRemove(door: Door): Command {
  const command = new Command('remove').argument('<name>', 'of the schedule');
  command.description(
    'Takes a schedule away; its history stays, and a slot under way is finished. What somebody else wrote under its name goes with it.',
  );
  withSandboxFlag(command);
  return onDoor<SandboxFlags>(
    command,
    door,
    'npx linkmill schedule remove nightly',
    async (flags, name = '') => {
      const open = await openLedger(door, configOf(door, flags), flags, false);
      try {
        await removeSchedule(open.mill, name, person());
        door.show(message('schedule_removed', { name }));
        door.result({ schedule: name, removed: true });
        return 0;
      } finally {
        await open.close();
      }
    },
  );
}
