import type { Door } from '../door.ts';
import { DoorCommand } from '../door-command.ts';
import { scheduleAdd } from './schedule-add.ts';
import { scheduleClose } from './schedule-close.ts';
import { scheduleHistory } from './schedule-history.ts';
import { scheduleList } from './schedule-list.ts';
import { scheduleRemove } from './schedule-remove.ts';
import { scheduleRun } from './schedule-run.ts';

/** `schedule add|list|remove|run|history|close`: inboxes that workers look at by the clock. */
export function schedule(door: Door): DoorCommand {
  const command = new DoorCommand('schedule', door);
  for (const part of [scheduleAdd, scheduleList, scheduleRemove, scheduleRun, scheduleHistory, scheduleClose])
    command.addCommand(part(door));
  return command;
}
