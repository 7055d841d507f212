import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serverExecutable } from '../support/server-executable.ts';
import { encodeCommand, RedisWire } from './resp.ts';

/** A Redis that keeps nothing, for this process alone; every world has a database of its own on it. */
export interface PrivateServer {
  connect(database: number): Promise<RedisWire>;
  /** Loads a script once for all worlds. */
  load(wire: RedisWire, script: string): Promise<void>;
  stop(): Promise<void>;
}

// Ends the server with its parent, whatever ends that: the pipe closes.
const supervisor = '"$@" </dev/null & cat >/dev/null; kill -KILL $!; wait $!';

export async function startPrivateServer(): Promise<PrivateServer> {
  const folder = mkdtempSync(join(tmpdir(), 'linkmill-simulation-'));
  const socketPath = join(folder, 'r.sock');
  const settings = { port: '0', unixsocket: socketPath, dir: folder, appendonly: 'no', databases: '64' };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const shell = spawn(
    '/bin/sh',
    ['-c', supervisor, 'sh', await serverExecutable(), ...words, '--save', ''],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  for (let tries = 0; !existsSync(socketPath); tries += 1) {
    if (tries > 1_000) throw new Error('the private Redis did not start');
    await pause(5);
  }
  const loaded = new Map<string, Promise<unknown>>();
  return {
    async connect(database) {
      const wire = new RedisWire(socketPath);
      await wire.ask(encodeCommand(['SELECT', database]));
      return wire;
    },
    async load(wire, script) {
      if (!loaded.has(script)) loaded.set(script, wire.ask(encodeCommand(['SCRIPT', 'LOAD', script])));
      await loaded.get(script);
    },
    async stop() {
      const exited = once(shell, 'exit');
      shell.stdin?.end();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
