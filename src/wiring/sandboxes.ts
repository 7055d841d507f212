import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { accountId } from '../domain/account.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { type OpenAccount, openAccount, realClock, sandboxAccount } from '../wiring.ts';
import type { Voice } from './warner.ts';

export type { Sandbox, SandboxStats } from '../sandbox/sandbox.ts';

/**
 * Starts the built-in sandbox of the data folder, with the account's limits, and an account context that speaks to it. `fresh` forgets its
 * links together with their ledger.
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

/** A sandbox on a port of its own; its account is that of the port, since it may be spoken to from anywhere. */
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

/** A sandbox that keeps nothing, on any port, for a drill; `limits` as in BRIDGE_LIMITS. */
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
  // Started first, so that the links of a sandbox in use are never taken away from under it.
  await sandbox.close();
  await rm(file, { force: true });
  return start();
}
