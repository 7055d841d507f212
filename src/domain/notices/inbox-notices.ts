import { message } from '../../i18n/messages.ts';
import type { Failure } from '../failure.ts';
import type { ScheduledRun } from '../schedule.ts';
import type { Notice } from './notice.ts';
import { noticeOf } from './schedule-notices.ts';

/** No machine with a worker can reach the inbox. */
export function inboxUnreachable(run: ScheduledRun, now: number): Notice {
  const { inbox, answers } = run.schedule;
  const folders = answers === undefined ? [inbox] : [inbox, answers];
  return noticeOf('inbox_unreachable', run, now, {
    subject: message('inbox_unreachable', {}),
    lines: [message('no_worker_reaches', { folders })],
  });
}

/** Other users of the machine could rearrange the folders for answers. */
export function inboxUnsafe(run: ScheduledRun, now: number, failure: Failure): Notice {
  return noticeOf('inbox_unsafe', run, now, {
    subject: message('answers_unsafe', {}),
    lines: [message('just_failure', { failure }), message('run_waits_for_correction', {})],
    next: ['npx linkmill schedule list{forLedger}'],
  });
}
