import { defineGroup } from '../define-command.ts';
import { scheduleAdd } from './schedule-add.ts';
import { scheduleClose } from './schedule-close.ts';
import { scheduleHistory } from './schedule-history.ts';
import { scheduleList } from './schedule-list.ts';
import { scheduleRemove } from './schedule-remove.ts';
import { scheduleRun } from './schedule-run.ts';

/** `schedule`: inboxes whose files workers submit at set times. */
export const schedule = defineGroup('schedule', [
  scheduleAdd,
  scheduleList,
  scheduleRemove,
  scheduleRun,
  scheduleHistory,
  scheduleClose,
]);
