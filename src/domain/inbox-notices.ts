import { message } from '../i18n/messages.ts';
import type { Failure } from './failure.ts';
import { noticeOf } from './night-notices.ts';
import type { Notice } from './notice.ts';
import type { Slot } from './schedule.ts';

/** No machine with a worker reaches the inbox. */
export function inboxUnreachable(slot: Slot, now: number): Notice {
  const { inbox, answers } = slot.schedule;
  const folders = answers === undefined ? [inbox] : [inbox, answers];
  return noticeOf('inbox_unreachable', slot, now, {
    subject: message('inbox_unreachable', {}),
    lines: [message('no_worker_reaches', { folders })],
  });
}

/** Others could rearrange the folders for answers. */
export function inboxUnsafe(slot: Slot, now: number, failure: Failure): Notice {
  return noticeOf('inbox_unsafe', slot, now, {
    subject: message('answers_unsafe', {}),
    lines: [message('just_failure', { failure }), message('slot_waits_for_mending', {})],
    next: ['npx linkmill schedule list{forLedger}'],
  });
}
