import { join } from 'node:path';
import type { Rules } from '../actions/check-file.ts';
import { type InputFile, openFile } from '../actions/open-file.ts';
import type { Config } from '../config.ts';
import { realClock } from '../wiring.ts';
import type { Door } from './door.ts';
import { type BatchFlags, batchOptionsOf } from './flags.ts';
import { hintsOf } from './reading-flags.ts';

/** A file that is being handed in, with the rules that its rows are judged by. */
export interface HandIn {
  readonly input: InputFile;
  readonly rules: Rules;
}

/** Opens a file by the flags of the command; `-` is standard input. */
export async function openHandIn(
  door: Door,
  config: Config,
  flags: BatchFlags,
  file: string,
): Promise<HandIn> {
  const rules: Rules = {
    options: batchOptionsOf(config, flags),
    hints: hintsOf(flags),
    amountMaxCents: config.amountMaxCents,
    now: realClock.now(),
    ...(flags.again !== undefined && { again: flags.again }),
  };
  const spool = join(config.dataDir, 'spool');
  return { input: await openFile(file, spool, door.stdin, rules, config.fileLimits), rules };
}
