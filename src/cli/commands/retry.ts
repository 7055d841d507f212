import { Command } from 'commander';
import { retryBatch } from '../../actions/retry-batch.ts';
import { checkReportPath } from '../../actions/write-report.ts';
import { accountOf, openMill, openSandboxMill, realClock } from '../../wiring.ts';
import { batchOf } from '../batch-of.ts';
import { type Door, onDoor } from '../door.ts';
import { count } from '../findings.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';
import { reportPathOf, workToEnd } from '../work.ts';

/** `retry BATCH`: refused and failed entries go back, under the same reference, and are worked on here. */
export function retry(door: Door): Command {
  const command = new Command('retry').argument('<batch>', 'id of the batch');
  command.description('Gives refused and failed rows back, under the same references, and sends them.');
  command.option('--out <file>', 'where the report goes (default: NAME.results.csv in the current folder)');
  withSandboxFlag(command);
  return onDoor<SandboxFlags & { out?: string }>(
    command,
    door,
    'npx linkmill retry abcdefghijkl',
    async (flags, id = '') => {
      const startedAt = realClock.now();
      const config = configOf(door, flags);
      const open = flags.sandbox
        ? await openSandboxMill(config, door.say, false)
        : await openMill(config, accountOf(config), door.say);
      try {
        const batch = await batchOf(open.mill.ledger, id);
        await checkReportPath(reportPathOf(batch.file, flags.out));
        await open.mill.ledger.resume();
        const given = await retryBatch(open.mill, batch);
        door.say(`${count(given, 'row')} of batch ${batch.id} go back.`);
        const work = { door, config, open, startedAt, report: reportPathOf(batch.file, flags.out) };
        return await workToEnd(work, await batchOf(open.mill.ledger, id));
      } finally {
        await open.close();
      }
    },
  );
}
