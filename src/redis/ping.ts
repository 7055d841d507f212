import { createConnection } from 'node:net';

/** What a server on a unix socket says to PING: ready, busy (loading its file, or a long script), or nothing. */
export type Pulse = 'ready' | 'busy' | 'none';

/** Asks once, for a second at most. */
export function ping(socketPath: string): Promise<Pulse> {
  return new Promise((resolve) => {
    const socket = createConnection({ path: socketPath });
    const answer = (pulse: Pulse) => {
      socket.destroy();
      resolve(pulse);
    };
    socket.setTimeout(1000, () => answer('none'));
    socket.on('error', () => answer('none'));
    socket.on('close', () => answer('none'));
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', (bytes) => {
      const line = bytes.toString('latin1');
      if (line.startsWith('+PONG')) answer('ready');
      else answer(/^-(LOADING|BUSY)/.test(line) ? 'busy' : 'none');
    });
  });
}
