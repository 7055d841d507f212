import { Command } from 'commander';
import type { Door } from '../door.ts';
import { scheduleAdd } from './schedule-add.ts';
import { scheduleClose } from './schedule-close.ts';
import { scheduleHistory } from './schedule-history.ts';
import { scheduleList } from './schedule-list.ts';
import { scheduleRemove } from './schedule-remove.ts';
import { scheduleRun } from './schedule-run.ts';

/** `schedule add|list|remove|run|history|close`: inboxes that workers look at by the clock. */
export function schedule(door: Door): Command {
  const command = new Command('schedule').description('Inboxes that workers look at by the clock.');
  for (const part of [scheduleAdd, scheduleList, scheduleRemove, scheduleRun, scheduleHistory, scheduleClose])
    command.addCommand(part(door).exitOverride());
  return command;
}
