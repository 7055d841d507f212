import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { accountId } from '../domain/account.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { type OpenAccount, openAccount, realClock, sandboxAccount } from '../wiring.ts';
import type { Voice } from './warner.ts';

export type { Sandbox, SandboxStats } from '../sandbox/sandbox.ts';

/**
 * Starts the built-in sandbox of the data folder, with the configured limits, and opens an account context that calls it. `fresh` deletes
 * its links and their ledger.
 */
export async function openSandboxAccount(
  config: Config,
  voice: Voice,
  fresh: boolean,
): Promise<OpenAccount & { sandbox: Sandbox }> {
  const sandbox = await openSandbox(config, { file: 'links.jsonl', fresh });
  try {
    const open = await openAccount(config, sandboxAccount(sandbox.url), voice, { demoAllowed: true });
    if (fresh) await open.context.ledger.account.forget();
    const nothingUnderWay = () => sandbox.stats().callsByKind.create === 0;
    const { notify: _, ...rest } = open.context;
    const context = { ...rest, nothingUnderWay };
    return { ...open, context, sandbox, close: () => open.close().finally(() => sandbox.close()) };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** Starts a sandbox on a given port. Its account belongs to the port, since any process may call it. */
export async function openStandaloneSandbox(
  config: Config,
  { port, host, fresh }: { readonly port: number; readonly host: string; readonly fresh: boolean },
  voice: Voice,
): Promise<Sandbox> {
  const sandbox = await openSandbox(config, { port, host, file: `links-${port}.jsonl`, fresh });
  if (!fresh) return sandbox;
  const url = `http://127.0.0.1:${sandbox.port}`;
  const account = { ...sandboxAccount(url), id: accountId(new URL(url).host, 'sandbox') };
  const open = await openAccount(config, account, voice);
  await open.context.ledger.account.forget();
  await open.close();
  return sandbox;
}

/** Starts a sandbox for a drill, in memory and on a free port; `limits` as in BRIDGE_LIMITS. */
export function openDrillSandbox(limits: Config['bridge']['limits']): Promise<Sandbox> {
  return startSandbox({ limits, now: realClock.now, random: Math.random });
}

async function openSandbox(
  config: Config,
  options: { readonly port?: number; readonly host?: string; readonly file: string; readonly fresh: boolean },
): Promise<Sandbox> {
  const folder = join(config.dataDir, 'sandbox');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { fresh, ...place } = options;
  const file = join(folder, options.file);
  const limits = config.bridge.limits;
  const start = () => startSandbox({ ...place, file, limits, now: realClock.now, random: Math.random });
  const sandbox = await start();
  if (!fresh) return sandbox;
  // Started once before the file is deleted: this fails where another process runs the sandbox and so uses the file.
  await sandbox.close();
  await rm(file, { force: true });
  return start();
}
