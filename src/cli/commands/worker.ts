import { Command } from 'commander';
import { startLapsing, startWorkers } from '../../../workers/main.ts';
import { accountOf, openMill, realClock } from '../../wiring.ts';
import { type CommonFlags, type Door, onDoor, tellFailures } from '../door.ts';
import { configOf } from '../flags.ts';

/** How long the end of a worker may take once nothing is in flight, in ms. */
const longestCloseMs = 2_000;

/** `worker`: works on every batch until stopped; any number of processes on any number of machines. */
export function worker(door: Door): Command {
  const command = new Command('worker').option('--concurrency <calls>', 'calls in flight in this process');
  command.description(
    'Works on every batch of the account until stopped. Start as many as you like, anywhere.',
  );
  return onDoor<CommonFlags & { concurrency?: string }>(
    command,
    door,
    'npx linkmill worker',
    async (flags) => {
      const config = configOf(door, {}, flags.concurrency);
      const open = await openMill(config, accountOf(config), door.say);
      try {
        const { stopped } = await open.mill.ledger.standing();
        if (stopped !== undefined)
          door.say(`The account is stopped (${stopped.why}); \`npx linkmill resume\` lets it go on.`);
        const workers = startWorkers(open.mill, config.concurrency);
        const lapsing = startLapsing(open.mill, config.batch.timeZone);
        door.say(`Working for account ${open.account.id}. Ctrl-C stops after the calls in flight.`);
        if (await workers.ledgerIsSilent(door.interrupted)) {
          const seconds = open.mill.times.ledgerSilenceMs / 1000;
          tellFailures(door, [
            { code: 'redis_unreachable', detail: `Not for ${seconds} s; this worker gives up.` },
          ]);
          return 1;
        }
        await lapsing.stop();
        await workers.stop();
        door.say('Stopped; nothing is in flight.');
        door.result({ account: open.account.id, stopped: true });
        return 0;
      } finally {
        // Its end must not wait for a ledger that does not answer.
        await Promise.race([open.close(), realClock.sleep(longestCloseMs)]);
      }
    },
  );
}
