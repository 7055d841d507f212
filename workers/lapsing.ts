import type { AccountContext } from '../src/actions/account-context.ts';
import { lapsingNotice } from '../src/actions/notify/lapsing-notice.ts';
import { message } from '../src/i18n/messages.ts';
import { startRepeating } from './repeat.ts';

/** How often it is asked whether the morning has come, and when a list that was not to be had is asked again, in ms. */
const pauseMs = 60_000;

/**
 * Reads the provider's list once a day, at 09:00 of the account's zone: it finds duplicate links of rows and, on business days, posts a
 * notice of the links that are about to lapse. Runs until stopped.
 */
export function startLapsing(context: AccountContext, timeZone: string): { stop(): Promise<void> } {
  return startRepeating(async (signal) => {
    try {
      await lapsingNotice(context, context.clock.now(), timeZone, { signal, isPatient: true });
    } catch (error) {
      if (!signal.aborted) context.warn(message('lapsing_unread', {}), error);
    }
    return pauseMs;
  }, context.clock.sleep);
}
