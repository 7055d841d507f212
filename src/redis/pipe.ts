import { spawnSync } from 'node:child_process';
import { closeSync, constants, existsSync, lstatSync, openSync } from 'node:fs';
import { codeOf } from '../domain/error-code.ts';
import { fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';

/** Makes the named pipe if it does not exist. Throws `disk_full` where the file system has no named pipes. */
export function ensurePipe(path: string, searchPath: string): void {
  if (!existsSync(path)) spawnSync('mkfifo', ['-m', '600', path], { env: { PATH: searchPath } });
  if (!existsSync(path) || !lstatSync(path).isFIFO())
    throw fail('disk_full', message('redis_no_pipe', { path }));
}

/**
 * Opens the named pipe for writing; undefined where no process has it open for reading. The kernel reports that
 * (ENXIO, fifo(7)) however the readers died.
 */
export function openForWriting(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENXIO' || code === 'ENOENT') return undefined;
    throw error;
  }
}

/** True while some living process has the named pipe open for reading. */
export function hasReader(path: string): boolean {
  const descriptor = openForWriting(path);
  if (descriptor === undefined) return false;
  closeSync(descriptor);
  return true;
}

/** Opens the named pipe for reading without waiting for a writer. */
export function openForReading(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}
