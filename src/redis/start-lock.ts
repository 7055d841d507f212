import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from '../domain/error-code.ts';
import { fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';
import { ensurePipe, hasReader, openForReading } from './pipe.ts';

/** Taken while a process finds and starts a server. */
export interface StartLock {
  release(): void;
}

const lookEveryMs = 10;
const patienceMs = 300_000;

/**
 * Takes the lock of the folder; waits until its holder releases it or dies, for five minutes at most (a holder may be
 * fetching Redis), then throws `redis_unreachable`. The lock is a folder with one named pipe that its holder has
 * open: the kernel closes it however the holder dies.
 *
 * It is not `files/lock-file.ts`: process ids mean nothing in another container on the same folder, and while two
 * processes take over a dead process's lock a third one may get in. Two servers on one append-only file would ruin
 * it.
 */
export async function takeStartLock(home: string, searchPath: string): Promise<StartLock> {
  const name = randomUUID();
  const path = join(home, 'lock');
  const prepared = join(home, `lock.${name}`);
  mkdirSync(prepared, { mode: 0o700 });
  ensurePipe(join(prepared, name), searchPath);
  const held = openForReading(join(prepared, name));
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookEveryMs) {
    if (moved(prepared, path)) {
      return {
        release: () => {
          renameSync(path, prepared);
          closeSync(held);
          rmSync(prepared, { recursive: true, force: true });
        },
      };
    }
    buryDeadHolder(home, path);
    await pause(lookEveryMs);
  }
  closeSync(held);
  rmSync(prepared, { recursive: true, force: true });
  throw fail('redis_unreachable', message('redis_start_locked', { path }));
}

/**
 * Moves a dead holder's lock to a grave with the holder's name: of several buriers one succeeds, and a slow one
 * cannot bury the next holder there, because a folder cannot be renamed onto one that is not empty (rename(2)).
 */
function buryDeadHolder(home: string, path: string): void {
  const [holder] = entries(path);
  if (holder === undefined || hasReader(join(path, holder))) return;
  moved(path, join(home, `grave.${holder}`));
}

function entries(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error))) return false;
    throw error;
  }
}
