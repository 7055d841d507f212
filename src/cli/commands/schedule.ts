import { defineGroup } from '../define-command.ts';
import { scheduleAdd } from './schedule-add.ts';
import { scheduleClose } from './schedule-close.ts';
import { scheduleHistory } from './schedule-history.ts';
import { scheduleList } from './schedule-list.ts';
import { scheduleRemove } from './schedule-remove.ts';
import { scheduleRun } from './schedule-run.ts';

/** `schedule add|list|remove|run|history|close`: inboxes that workers look at by the clock. */
export const schedule = defineGroup('schedule', [
  scheduleAdd,
  scheduleList,
  scheduleRemove,
  scheduleRun,
  scheduleHistory,
  scheduleClose,
]);
