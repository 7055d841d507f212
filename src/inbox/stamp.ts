import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { codeOf } from '../domain/error-code.ts';

/** An ordinary file of an inbox. */
export interface InboxFile {
  readonly name: string;
  readonly path: string;
  /** Size and time of change: the very file is known again by it. */
  readonly stamp: string;
  /** Which file it was when it was seen; absent where it is known by its record alone. */
  readonly inode?: string;
}

/** How a file is known again; undefined where there is no ordinary file. */
export async function stampOf(path: string): Promise<string | undefined> {
  const status = await statusOf(path);
  return status && stampIn(status);
}

/** What stands under a name itself, where that is an ordinary file. */
export async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    const status = await lstat(path);
    return status.isFile() ? status : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Size and time of change. */
export function stampIn({ size, mtimeMs }: Stats): string {
  return `${size} ${Math.trunc(mtimeMs)}`;
}

/** Which file of its machine it is, whatever its name. */
export function inodeIn({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** The size in a stamp, in bytes. */
export function sizeIn(stamp: string): number {
  return Number(stamp.split(' ', 1)[0]);
}
