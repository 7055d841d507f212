import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readConfig, readEnvironment } from '../../src/config.ts';

/** Another process that uses the Redis of a data folder. */
export interface User {
  readonly pid: number;
  readonly serverPid: number;
  readonly where: string;
  /** Sends one Redis command, words separated by spaces, and resolves to the reply as text. */
  ask(command: string): Promise<string>;
  /** Ends the process cleanly. */
  close(): Promise<void>;
  kill(): Promise<void>;
}

const script = fileURLToPath(new URL('user-process.ts', import.meta.url));

/** Starts a user and waits until it has found its Redis. */
export async function startUser(dataDir: string): Promise<User> {
  const { PATH, HOME, XDG_CACHE_HOME } = readEnvironment();
  const { redis } = readConfig({ PATH, HOME, XDG_CACHE_HOME });
  const options = JSON.stringify({ ...redis, dataDir, demoAllowed: false });
  const child = spawn(process.execPath, ['--import', 'tsx', script, options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const line = await lines.next();
    if (line.done) throw new Error('the user process ended');
    return line.value;
  };
  const found = JSON.parse(await next()) as { where: string; serverPid: number };
  return {
    pid: child.pid ?? 0,
    ...found,
    ask: (command) => {
      child.stdin.write(`${command}\n`);
      return next();
    },
    close: async () => {
      child.stdin.write('close\n');
      await exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Whether the process lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
