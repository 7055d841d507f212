import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readConfig, readEnvironment } from '../../src/config.ts';
import { findRedis, type RedisHome } from '../../src/redis/redis.ts';
import {
  type Faults,
  type Limit,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../src/sandbox/sandbox.ts';
import { type CliEnd, type CliRun, startCli } from './cli.ts';

/** A user's folder with its own data folder, and a sandbox that the program takes for Bridge. */
export interface Trial {
  readonly folder: string;
  readonly sandbox: Sandbox;
  /** The BRIDGE_BASE_URL of the program. */
  readonly baseUrl: string;
  /** The environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  write(name: string, text: string): void;
  /** Reads a file of the folder. */
  text(name: string): string;
  /** Reads the rows of a report, by column. */
  report(name: string): Record<string, string>[];
  start(...args: string[]): CliRun;
  run(...args: string[]): Promise<CliEnd>;
  /** Runs the program with a standard input. */
  runWith(stdin: string, ...args: string[]): Promise<CliEnd>;
  /** Closes the sandbox and removes the folder. */
  stop(): Promise<void>;
}

/** `limits` apply to the sandbox and the program alike; times are short, so that tests can wait for doubtful rows to settle. */
export async function startTrial(
  set: {
    limits?: string;
    faults?: Faults;
    rules?: NonNullable<SandboxOptions['rules']>;
    env?: Record<string, string>;
  } = {},
): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), 'linkmill-trial-'));
  const limits: Limit[] = [...(set.limits ?? '').matchAll(/(\d+)\/(\d+)s/g)].map(([, count, seconds]) => ({
    count: Number(count),
    windowMs: Number(seconds) * 1000,
  }));
  const { faults, rules } = set;
  const sandbox = await startSandbox({
    limits,
    now: Date.now,
    random: Math.random,
    ...(faults && { faults }),
    ...(rules && { rules }),
  });
  const env: Record<string, string> & { BRIDGE_BASE_URL: string } = {
    BRIDGE_BASE_URL: sandbox.url,
    BRIDGE_CLIENT_ID: 'trial',
    BRIDGE_CLIENT_SECRET: 'trial-secret',
    BRIDGE_LIMITS: set.limits ?? 'none',
    BRIDGE_TIMEOUT_MS: '1000',
    LINKMILL_LATE_COMMIT_MS: '100',
    LINKMILL_LISTING_DELAY_MS: '100',
    LINKMILL_PAYER_COMPANY: 'Example SARL',
    ...set.env,
  };
  const start = (...args: string[]) => startCli(args, { cwd: folder, env });
  return {
    folder,
    sandbox,
    baseUrl: env.BRIDGE_BASE_URL,
    env,
    write: (name, text) => writeFileSync(join(folder, name), text),
    text: (name) => readFileSync(join(folder, name), 'utf8'),
    report: (name) => parse(readFileSync(join(folder, name)), { columns: true, bom: true }),
    start,
    run: (...args) => start(...args).done,
    runWith: (stdin, ...args) => startCli(args, { cwd: folder, env, stdin }).done,
    async stop() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Connects to the private Redis of a trial as another process does. */
export async function joinRedis({ folder }: Trial): Promise<RedisHome> {
  const { redis } = readConfig(readEnvironment());
  const dataDir = join(folder, '.linkmill');
  return findRedis({ ...redis, dataDir, demoAllowed: false, now: Date.now }, () => undefined);
}

/** A file of valid rows, each with its own reference and amount: 1.00, 1.01, 1.02... */
export function refunds(rows: number): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    const cents = String(100 + at);
    return `r-${at},${cents.slice(0, -2)}.${cents.slice(-2)},FR4014508000406764668712J28,Exemple SARL`;
  });
  return `${['client_reference,amount,iban,beneficiary_company_name', ...lines].join('\n')}\n`;
}

/** The object that a command printed with `--json`. */
export function resultOf(end: CliEnd): Record<string, unknown> {
  return JSON.parse(end.stdout.trim().split('\n').at(-1) ?? '');
}
