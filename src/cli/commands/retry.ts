import { Command } from 'commander';
import { retryBatch } from '../../actions/retry-batch.ts';
import { message } from '../../i18n/messages.ts';
import { realClock } from '../../wiring.ts';
import { batchOf, openToCall, placeOf } from '../batch-of.ts';
import { type Door, onDoor } from '../door.ts';
import { configOf, type ReasonFlags, type SandboxFlags, withReason, withSandboxFlag } from '../flags.ts';
import { person } from '../person.ts';
import { workToEnd } from '../work.ts';

interface RetryFlags extends SandboxFlags, ReasonFlags {
  readonly out?: string;
  readonly only?: string;
}

/** `retry BATCH`: refused and failed entries go back, under the same reference, and are worked on here. */
export function retry(door: Door): Command {
  const command = new Command('retry').argument('<batch>', 'id of the batch');
  command.description('Gives refused and failed rows back, under the same references, and sends them.');
  command.option('--out <file>', 'where the report goes (default: NAME.results.csv in the current folder)');
  withSandboxFlag(withReason(command)).option(
    '--only <code>',
    'only rows with this failure code, for instance provider_refused; or: cancelled',
  );
  return onDoor<RetryFlags>(command, door, 'npx linkmill retry abcdefghijkl', async (flags, id = '') => {
    const startedAt = realClock.now();
    const config = configOf(door, flags);
    const open = await openToCall(door, config, flags);
    try {
      const batch = await batchOf(open.mill.ledger, id);
      const report = await placeOf(open.mill.ledger, batch, 'results', flags.out);
      const wish = { by: person(), why: flags.reason ?? '' };
      const given = await retryBatch(open.mill, batch, wish, flags.only);
      door.show(message('rows_go_back', { count: given, batch: batch.id }));
      const work = { door, config, open, startedAt, report };
      return await workToEnd(work, await batchOf(open.mill.ledger, id));
    } finally {
      await open.close();
    }
  });
}
