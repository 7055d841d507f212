import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { NightMeans } from '../../workers/main.ts';
import type { Config } from '../config.ts';

/** What a process needs that opens the slots of schedules. */
export function nightMeans({ dataDir, fileLimits }: Config): NightMeans {
  return {
    limits: fileLimits,
    spoolFolder: join(dataDir, 'spool'),
    randomId: randomUUID,
  };
}
