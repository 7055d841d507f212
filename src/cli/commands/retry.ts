import { retryBatch } from '../../actions/retry-batch.ts';
import { message } from '../../i18n/messages.ts';
import { realClock } from '../../wiring.ts';
import { batchOf, placeOf, usingBridge } from '../batch-of.ts';
import type { Door } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { configOf, type ReasonFlags, type SandboxFlags, withReason, withSandboxFlag } from '../flags.ts';
import { person } from '../person.ts';
import { workToEnd } from '../work.ts';

interface RetryFlags extends SandboxFlags, ReasonFlags {
  readonly out?: string;
  readonly only?: string;
}

/** `retry BATCH`: refused and failed entries go back, under the same reference, and are worked on here. */
export function retry(door: Door): DoorCommand {
  const command = new DoorCommand('retry', door).argument('<batch>');
  command.option('--out <file>');
  withSandboxFlag(withReason(command)).option('--only <code>');
  return onDoor<RetryFlags>(command, door, 'npx linkmill retry abcdefghijkl', async (flags, id = '') => {
    const startedAt = realClock.now();
    const config = configOf(door, flags);
    return usingBridge(door, config, flags, false, async (open) => {
      const batch = await batchOf(open.mill.ledger, id);
      const report = await placeOf(open.mill.ledger, batch, 'results', flags.out);
      const wish = { by: person(), why: flags.reason ?? '' };
      const given = await retryBatch(open.mill, batch, wish, flags.only);
      door.show(message('rows_go_back', { count: given, batch: batch.id }));
      const work = { door, config, open, startedAt, report };
      return await workToEnd(work, await batchOf(open.mill.ledger, id));
    });
  });
}
