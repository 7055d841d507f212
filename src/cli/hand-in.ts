import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type InputFile, type Opening, openFile } from '../actions/submit/open-file.ts';
import type { Config } from '../config.ts';
import { AppError } from '../domain/failure.ts';
import { type Ledger, realClock } from '../wiring.ts';
import { usingLedger } from './batch-of.ts';
import { type BatchFlags, rulesOf } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** Opens a file by the flags of the command; `-` is standard input. */
export async function openHandIn(
  terminal: Terminal,
  config: Config,
  flags: BatchFlags,
  file: string,
): Promise<InputFile> {
  const { isMappedAsLast, ...rules } = rulesOf(terminal, config, flags);
  const opening: Opening = {
    spoolFolder: join(config.dataDir, 'spool'),
    stdin: terminal.stdin,
    limits: config.fileLimits,
    isMappedAsLast,
    recall: (headers) =>
      withLedger(terminal, config, flags, async (ledger) => ledger?.mappings.among(headers) ?? undefined),
  };
  return openFile(file, { ...rules, now: realClock.now() }, opening);
}

/** Calls `ask` with the ledger; with undefined where there is no account, no Redis answers, or a private Redis was never started. */
export async function withLedger<T>(
  terminal: Pick<Terminal, 'show' | 'account'>,
  config: Config,
  flags: Pick<BatchFlags, 'sandbox'>,
  ask: (ledger: Ledger | undefined) => Promise<T>,
): Promise<T> {
  const hasAccount = flags.sandbox === true || config.bridge.clientId !== undefined;
  const hasLedger = config.redis.redisUrl !== undefined || existsSync(config.dataDir);
  if (!hasAccount || !hasLedger) return ask(undefined);
  try {
    return await usingLedger(terminal, config, flags, 'reads', async (open) => {
      return await ask(open.context.ledger);
    });
  } catch (error) {
    if (!(error instanceof AppError) || !error.failures.some(({ code }) => code.startsWith('redis_')))
      throw error;
    return ask(undefined);
  }
}
