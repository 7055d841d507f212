import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a run of the program ended. */
export interface CliEnd {
  /** Absent where a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program. */
export interface CliRun {
  readonly done: Promise<CliEnd>;
  kill(signal: NodeJS.Signals): void;
  /** The output so far. */
  printed(): { readonly stdout: string; readonly stderr: string };
  /** Waits until the pattern matches the output; rejects where the program ends before. */
  saw(pattern: RegExp): Promise<void>;
}

/** Folder, environment and input of a run. Of the test's own environment it gets only PATH and HOME. */
export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Absent: no standard input. */
  readonly stdin?: string;
}

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** Starts the built program, as a user would. */
export function startCli(args: readonly string[], options: CliOptions): CliRun {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.cwd,
    env: { PATH, HOME, CI: 'true', NO_COLOR: '1', ...options.env },
    stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  // A program may end without reading its input, which breaks the pipe.
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.stdin);
  const printed = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
      for (const watcher of watchers) watcher();
    });
  }
  const done = new Promise<CliEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: code ?? undefined, signal: signal ?? undefined, ...printed }),
    );
  });
  return {
    done,
    kill: (signal) => child.kill(signal),
    printed: () => ({ ...printed }),
    saw: (pattern) => saw(pattern, printed, watchers, done),
  };
}

/** Runs the built program to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliEnd> {
  return startCli(args, options).done;
}

function saw(
  pattern: RegExp,
  printed: { readonly stdout: string; readonly stderr: string },
  watchers: Set<() => void>,
  done: Promise<CliEnd>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!pattern.test(printed.stdout) && !pattern.test(printed.stderr)) return;
      watchers.delete(look);
      resolve();
    };
    watchers.add(look);
    look();
    done.then((end) => reject(new Error(`ended without ${pattern}:\n${end.stdout}${end.stderr}`)), reject);
  });
}
