import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { codeOf } from '../domain/error-code.ts';

/** An ordinary file of an inbox. */
export interface InboxFile {
  readonly name: string;
  readonly path: string;
  /** Size and time of change, which identify this version of the file. */
  readonly stamp: string;
  /** Device and inode when the file was seen; absent where only its record is known. */
  readonly inode?: string;
}

/** The stamp that identifies a file; undefined where there is no ordinary file. */
export async function stampOf(path: string): Promise<string | undefined> {
  const status = await statusOf(path);
  return status && stampIn(status);
}

/** The status of a path without following links; undefined where it is no ordinary file. */
export async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    const status = await lstat(path);
    return status.isFile() ? status : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Size in bytes and time of change in whole ms. */
export function stampIn({ size, mtimeMs }: Stats): string {
  return `${size} ${Math.trunc(mtimeMs)}`;
}

/** Device and inode, which identify a file whatever its name. */
export function inodeIn({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** The size in a stamp, in bytes. */
export function sizeIn(stamp: string): number {
  return Number(stamp.split(' ', 1)[0]);
}
