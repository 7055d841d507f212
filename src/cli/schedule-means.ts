import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ScheduleMeans } from '../../workers/main.ts';
import type { Config } from '../config.ts';

/** What a process needs to open and work on scheduled runs. */
export function scheduleMeans({ dataDir, fileLimits }: Config): ScheduleMeans {
  return {
    limits: fileLimits,
    spoolFolder: join(dataDir, 'spool'),
    randomId: randomUUID,
  };
}
