import { describeFailure, type Failure } from './failure.ts';
import { noticeOf } from './night-notices.ts';
import type { Notice } from './notice.ts';
import type { Slot } from './schedule.ts';

/** No machine with a worker reaches the inbox. */
export function inboxUnreachable(slot: Slot, now: number): Notice {
  const { inbox, answers } = slot.schedule;
  const folders = answers === undefined ? inbox : `${inbox}, ${answers}`;
  return noticeOf('inbox_unreachable', slot, now, {
    subject: 'the inbox is not in reach',
    lines: [`No worker reaches ${folders}. The slot goes on once one does.`],
  });
}

/** Others could rearrange the folders for answers. */
export function inboxUnsafe(slot: Slot, now: number, failure: Failure): Notice {
  return noticeOf('inbox_unsafe', slot, now, {
    subject: 'a folder for answers is not safe',
    lines: [describeFailure(failure), 'The slot goes on once it is mended.'],
    next: ['npx linkmill schedule list'],
  });
}
