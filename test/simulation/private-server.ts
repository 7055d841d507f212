import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serverExecutable } from '../support/server-executable.ts';
import { encodeCommand, type RedisProxy, RedisWire } from './resp.ts';

/** An in-memory Redis for this process alone; every world has its own database on it. */
export interface PrivateServer {
  proxy(database: number): RedisProxy;
  /** Loads a script once for all worlds. */
  load(digest: string, text: string): Promise<void>;
  has(digest: string): boolean;
  stop(): Promise<void>;
}

// However this process ends, its pipe closes, and the shell ends the server.
const supervisor = '"$@" </dev/null & cat >/dev/null; kill -KILL $!; wait $!';

export async function startPrivateServer(): Promise<PrivateServer> {
  const folder = mkdtempSync(join(tmpdir(), 'linkmill-simulation-'));
  const socketPath = join(folder, 'r.sock');
  const settings = { port: '0', unixsocket: socketPath, dir: folder, appendonly: 'no', databases: '64' };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const shell = spawn('/bin/sh', ['-c', supervisor, 'sh', await serverExecutable(), ...words, '--save', ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  for (let tries = 0; !(await answers(socketPath)); tries += 1) {
    if (tries > 12_000) throw new Error('the private Redis did not start');
    await pause(10);
  }
  const wire = new RedisWire(socketPath);
  const loaded = new Set<string>();
  return {
    proxy: (database) => wire.proxy(database),
    has: (digest) => loaded.has(digest),
    async load(digest, text) {
      await wire.proxy(0).ask(encodeCommand(['SCRIPT', 'LOAD', text]));
      loaded.add(digest);
    },
    async stop() {
      wire.close();
      const exited = once(shell, 'exit');
      shell.stdin?.end();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The socket is there a moment before the server listens. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socketPath, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
}
