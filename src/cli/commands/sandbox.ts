import { once } from 'node:events';
import { Option } from 'commander';
import { codeOf } from '../../domain/error-code.ts';
import { failAt } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { openStandaloneSandbox } from '../../wiring/sandboxes.ts';
import { type CommonFlags, type Door, onDoor, usageWrong } from '../door.ts';
import { DoorCommand } from '../door-command.ts';
import { configOf } from '../flags.ts';

interface StandaloneFlags extends CommonFlags {
  readonly port: number;
  readonly host: string;
  readonly fresh?: true;
}

/** `sandbox`: the local Bridge by itself, for hand trials and for several workers. */
export function sandbox(door: Door): DoorCommand {
  const command = new DoorCommand('sandbox', door);
  command
    .addOption(new Option('--port <number>').default(4010).argParser(port))
    .addOption(new Option('--host <address>').default('127.0.0.1'))
    .option('--fresh');
  return onDoor<StandaloneFlags>(
    command,
    door,
    'npx linkmill sandbox --port 4010',
    async ({ port, host, fresh }) => {
      const server = await openOrStop(configOf(door, {}), { port, host, fresh: fresh ?? false }, door);
      door.show(message('sandbox_at', { url: server.url }));
      door.write(
        `  export BRIDGE_BASE_URL=${server.url} BRIDGE_CLIENT_ID=sandbox BRIDGE_CLIENT_SECRET=sandbox`,
      );
      door.show(message('sandbox_statistics', { url: `${server.url}/sandbox/stats` }));
      if (!door.interrupted.aborted) await once(door.interrupted, 'abort');
      const { creations, liveLinks, answered429 } = server.stats();
      await server.close();
      door.result({ creations, liveLinks, answered429 });
      return 0;
    },
  );
}

/** The sandbox, or a Stop that names the port that is taken. */
async function openOrStop(...words: Parameters<typeof openStandaloneSandbox>): Promise<Sandbox> {
  try {
    return await openStandaloneSandbox(...words);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    throw failAt('--port', 'port_taken', message('named', { name: String(words[1].port) }));
  }
}

type Sandbox = Awaited<ReturnType<typeof openStandaloneSandbox>>;

function port(text: string): number {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number > 65535) throw usageWrong(message('must_be_port', {}));
  return number;
}
