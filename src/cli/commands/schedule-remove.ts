import { removeSchedule } from '../../actions/add-schedule.ts';
import { message } from '../../i18n/messages.ts';
import { usingLedger } from '../batch-of.ts';
import type { Door } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';
import { person } from '../person.ts';

/** `schedule remove NAME`. */
export function scheduleRemove(door: Door): DoorCommand {
  const command = new DoorCommand('remove', door).argument('<name>');
  withSandboxFlag(command);
  return onDoor<SandboxFlags>(
    command,
    door,
    'npx linkmill schedule remove nightly',
    async (flags, name = '') => {
      return usingLedger(door, configOf(door, flags), flags, false, async (open) => {
        await removeSchedule(open.mill, name, person());
        door.show(message('schedule_removed', { name }));
        door.result({ schedule: name, removed: true });
        return 0;
      });
    },
  );
}
