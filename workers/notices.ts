import type { AccountContext } from '../src/actions/account-context.ts';
import { deliverNotices } from '../src/actions/notify/deliver-notices.ts';
import { watchAccount } from '../src/actions/notify/watch-account.ts';
import { message } from '../src/i18n/messages.ts';
import { startRepeating } from './repeat.ts';

/** How often due notices are sent, in ms; and how often one process of an account looks for reasons to post one. */
const pauseMs = 2_000;
const watchEachMs = 60_000;

/** Watches the account and sends due notices until stopped. Does nothing where no notices are sent (a drill, the sandbox). */
export function startNotices(context: AccountContext): { stop(): Promise<void> } {
  const { ledger, clock, notify, warn } = context;
  if (notify === undefined) return { stop: async () => undefined };

  const round = async (signal: AbortSignal): Promise<void> => {
    await ledger.leases.withLease('watch', watchEachMs, async (lease) => {
      // It ends by itself, a minute later.
      await lease.outlast();
      await watchAccount(context);
    });
    await deliverNotices(context, notify, signal);
  };

  return startRepeating(async (signal) => {
    await round(signal).catch((error) => warn(message('notices_not_sent', {}), error));
    return pauseMs;
  }, clock.sleep);
}
