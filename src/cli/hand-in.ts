import { join } from 'node:path';
import type { Config } from '../config.ts';
import { Stop } from '../domain/failure.ts';
import { openSource, type Rules, readHeader, type Source } from '../ingest/ingest.ts';
import { realClock } from '../wiring.ts';
import type { Door } from './door.ts';
import { type BatchFlags, batchOptionsOf } from './flags.ts';

/** A file that is being handed in, with the rules that its rows are judged by. */
export interface HandIn {
  readonly source: Source;
  readonly rules: Rules;
}

/** Opens a file (`-` for standard input) and checks what can be checked before any row is judged. */
export async function openHandIn(
  door: Door,
  config: Config,
  flags: BatchFlags,
  file: string,
): Promise<HandIn> {
  const source = await openSource(file, join(config.dataDir, 'spool'), door.stdin);
  const rules: Rules = {
    options: batchOptionsOf(config, flags),
    amountMaxCents: config.amountMaxCents,
    now: realClock.now(),
    ...(flags.again !== undefined && { again: flags.again }),
  };
  try {
    const header = await readHeader(source, rules);
    if (rules.options.payer === undefined && !header.hasPayer) throw new Stop([{ code: 'payer_missing' }], 1);
    return { source, rules };
  } catch (error) {
    await source.close();
    throw error;
  }
}
