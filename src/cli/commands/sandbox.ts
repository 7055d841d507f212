import { once } from 'node:events';
import { codeOf } from '../../domain/error-code.ts';
import { failAt } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { openStandaloneSandbox } from '../../wiring/sandboxes.ts';
import { defineCommand } from '../define-command.ts';
import { configOf, portNumber } from '../flags.ts';

/** `sandbox`: runs the local stand-in for Bridge by itself, for trials by hand and for several workers. */
export const sandbox = defineCommand({
  name: 'sandbox',
  flags: {
    '--port <number>': { parse: portNumber, default: 4010 },
    '--host <address>': { default: '127.0.0.1' },
    '--fresh': true,
  },
  example: 'sandbox --port 4010',
  async run({ terminal, flags: { port, host, fresh = false } }) {
    const server = await openUnlessTaken(configOf(terminal, {}), { port, host, fresh }, terminal);
    terminal.show(message('sandbox_at', { url: server.url }));
    terminal.write(
      `  export BRIDGE_BASE_URL=${server.url} BRIDGE_CLIENT_ID=sandbox BRIDGE_CLIENT_SECRET=sandbox`,
    );
    terminal.show(message('sandbox_statistics', { url: `${server.url}/sandbox/stats` }));
    if (!terminal.interrupted.aborted) await once(terminal.interrupted, 'abort');
    const { creations, liveLinks, answered429 } = server.stats();
    await server.close();
    return { result: { creations, liveLinks, answered429 } };
  },
});

/** Opens the sandbox. Throws `port_taken` with the port. */
async function openUnlessTaken(...words: Parameters<typeof openStandaloneSandbox>): Promise<Sandbox> {
  try {
    return await openStandaloneSandbox(...words);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    throw failAt('--port', 'port_taken', message('named', { name: String(words[1].port) }));
  }
}

type Sandbox = Awaited<ReturnType<typeof openStandaloneSandbox>>;
