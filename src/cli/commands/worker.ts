import { Command, InvalidArgumentError } from 'commander';
import { startLapsing, startWorkers } from '../../../workers/main.ts';
import { measure } from '../../actions/measure.ts';
import { accountOf, type OpenMill, openMill, realClock, startMetrics } from '../../wiring.ts';
import { type CommonFlags, type Door, onDoor, tellFailures } from '../door.ts';
import { configOf } from '../flags.ts';
import { nightMeans } from '../night-means.ts';

/** How long the end of a worker may take once nothing is in flight, in ms. */
const longestCloseMs = 2_000;

/** `worker`: works on every batch until stopped; any number of processes on any number of machines. */
export function worker(door: Door): Command {
  const command = new Command('worker')
    .option('--concurrency <calls>', 'calls in flight in this process')
    .option('--metrics-port <port>', 'tell Prometheus at this port, under /metrics', portNumber)
    .option('--metrics-host <address>', 'where that port is', '127.0.0.1');
  command.description(
    'Works on every batch of the account until stopped. Start as many as you like, anywhere.',
  );
  return onDoor<WorkerFlags>(command, door, 'npx linkmill worker', async (flags) => {
    const config = configOf(door, {}, flags.concurrency);
    const open = await openMill(config, accountOf(config), door.say);
    const metrics = await tellMetrics(door, open, flags);
    try {
      const { stopped } = await open.mill.ledger.standing();
      if (stopped !== undefined)
        door.say(`The account is stopped (${stopped.why}); \`npx linkmill resume\` lets it go on.`);
      const workers = startWorkers(open.mill, config.concurrency, nightMeans(config));
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
      await metrics?.close();
      // Its end must not wait for a ledger that does not answer.
      await Promise.race([open.close(), realClock.sleep(longestCloseMs)]);
    }
  });
}

interface WorkerFlags extends CommonFlags {
  readonly concurrency?: string;
  readonly metricsPort?: number;
  readonly metricsHost: string;
}

async function tellMetrics(door: Door, { mill, account, redis }: OpenMill, flags: WorkerFlags) {
  if (flags.metricsPort === undefined) return undefined;
  const client = redis.connect('metrics');
  const place = { port: flags.metricsPort, host: flags.metricsHost };
  const server = await startMetrics(place, () => measure(mill, account.id, client), realClock.now);
  door.say(`Metrics: http://${flags.metricsHost}:${server.port}/metrics`);
  return server;
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 65_536;
  if (port > 65_535) throw new InvalidArgumentError('It must be a port, 0 to 65535.');
  return port;
}
