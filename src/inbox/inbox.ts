import { randomUUID } from 'node:crypto';
import { type FileHandle, readdir, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../domain/error-code.ts';
import { numberedName } from '../domain/text/file-name.ts';
import { type InboxFile, inodeIn, stampIn, stampOf, statusOf } from './stamp.ts';

export { type Move, moveTo } from './move-file.ts';
export { openSeen } from './open-plain.ts';
export { firstUnsafe, isThere, makeFolder, rightsOf, whyUnsafe } from './own-folder.ts';
export { type InboxFile, sizeIn, stampOf } from './stamp.ts';

/** The listing ends after so many files. */
const mostFiles = 10_000;

/**
 * Lists the ordinary files of a folder by name, without folders and symbolic links. Undefined where this machine
 * cannot reach the folder.
 */
export async function listInbox(folder: string): Promise<readonly InboxFile[] | undefined> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (codeOf(error) !== '') return undefined;
    throw error;
  }
  const files: InboxFile[] = [];
  for (const name of names.toSorted()) {
    if (files.length === mostFiles) break;
    const path = join(folder, name);
    const status = await statusOf(path);
    if (status !== undefined) files.push({ name, path, stamp: stampIn(status), inode: inodeIn(status) });
  }
  return files;
}

/**
 * Whether a text file may be incomplete: its last line has no end, in UTF-16 either. False for packed files, which
 * show a missing end themselves.
 */
export async function mayBeCut(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  const bytesAt = async (position: number) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, position);
    return buffer.subarray(0, bytesRead);
  };
  const start = (await bytesAt(0)).toString('latin1');
  const end = await bytesAt(Math.max(0, size - 2));
  return !isPacked(start) && !end.some((byte) => byte === 0x0a || byte === 0x0d);
}

/** In bytes; a longer first line is no header. */
const longestLine = 64 * 1024;

/**
 * Whether a text file has only one line, ended or not: a header whose rows are still to be written, or half of one.
 * False for packed files.
 */
export async function isOneLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size > longestLine) return false;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestLine), 0, longestLine, 0);
  const text = buffer.subarray(0, bytesRead).toString('latin1').replaceAll('\0', '');
  return !isPacked(text) && !/[\r\n]/.test(text.trimEnd());
}

function isPacked(start: string): boolean {
  return start.startsWith('PK') || start.startsWith('\x1f\x8b');
}

/** At most so many files of one name in a folder. */
const mostOfName = 1000;

/** A free place below `root`: `place` itself, else with `-2` before its ending and so on. */
export async function freePlace(root: string, place: string): Promise<string> {
  const folder = dirname(place);
  const name = place.slice(folder.length + 1);
  for (let number = 1; number <= mostOfName; number += 1) {
    const free = `${folder}/${numberedName(name, number)}`;
    if ((await stampOf(join(root, free))) === undefined) return free;
  }
  throw new Error(`${mostOfName} files of one name in ${folder}`);
}

/** Tests whether files can be moved inside the folder: false where it is out of reach or not writable. */
export async function isInbox(folder: string): Promise<boolean> {
  // A random name, under which nobody can have planted a link.
  const probe = join(folder, `.linkmill-${randomUUID()}.tmp`);
  try {
    await writeFile(probe, '', { flag: 'wx', mode: 0o600 });
    await unlink(probe);
    return true;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return false;
  }
}
