import { lstat } from 'node:fs/promises';
import { codeOf } from '../domain/error-code.ts';

/** How a file is known again; undefined where there is no ordinary file. */
export async function stampOf(path: string): Promise<string | undefined> {
  try {
    const status = await lstat(path);
    return status.isFile() ? `${status.size} ${Math.trunc(status.mtimeMs)}` : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The size in a stamp, in bytes. */
export function sizeIn(stamp: string): number {
  return Number(stamp.split(' ', 1)[0]);
}
