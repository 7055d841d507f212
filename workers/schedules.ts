import type { AccountContext } from '../src/actions/account-context.ts';
import { FileStability } from '../src/actions/schedule/file-stability.ts';
import { runSchedules } from '../src/actions/schedule/run-schedules.ts';
import type { ScheduleContext } from '../src/actions/schedule/schedule-context.ts';
import { message } from '../src/i18n/messages.ts';
import { repeat } from './repeat.ts';

/** What scheduled runs need beside an account context. */
export type ScheduleMeans = Omit<ScheduleContext, 'context' | 'signal'>;

/** How often it is looked whether a run is due, in ms: an alarm that is lost costs no more. */
const idleMs = 30_000;

/** How often while a run is under way. */
const busyMs = 1_000;

/** Opens runs and moves them on until stopped; any number of processes may do it at once. */
export function startSchedules(context: AccountContext, means: ScheduleMeans): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const parts: ScheduleContext = { ...means, context, signal };
  const looks = new FileStability();
  let nap = new AbortController();
  let isRung = false;
  const listener = context.queue.alarms().listen(() => {
    isRung = true;
    nap.abort();
  });
  signal.addEventListener('abort', () => nap.abort());

  async function look(): Promise<number> {
    isRung = false;
    try {
      return (await runSchedules(parts, looks)) ? busyMs : idleMs;
    } catch (error) {
      context.warn(message('schedules_unread', {}), error);
      return busyMs;
    }
  }

  async function sleep(pauseMs: number): Promise<void> {
    nap = new AbortController();
    if (!isRung && !signal.aborted) await context.clock.sleep(pauseMs, nap.signal);
  }

  const running = repeat(look, sleep, signal);
  return {
    /** Begins nothing new; a file that is being handed in stops between two chunks, and the next look of any process goes on. */
    async stop() {
      stopping.abort();
      await running;
      await listener.close();
    },
  };
}
