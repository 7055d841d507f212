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

/** More files than these are not looked at. */
const mostFiles = 10_000;

/** The ordinary files of a folder, by name; no folders, no symbolic links. Undefined where the folder is not in reach of this machine. */
export async function lookAtInbox(folder: string): Promise<readonly InboxFile[] | undefined> {
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

/** Whether a text may be a part of itself: its last line is not ended, in UTF-16 neither. What is packed proves its end itself. */
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

/** Longer first lines are no header, in bytes. */
const longestLine = 64 * 1024;

/** Whether a text has but one line, ended or not: a header whose rows are still to be written, or half of one. False for what is packed. */
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

/** More files of one name than these are not kept in a folder. */
const mostOfName = 1000;

/** A place below `root` that no file has: this one, else with `-2` before its ending and so on. */
export async function freePlace(root: string, place: string): Promise<string> {
  const folder = dirname(place);
  const name = place.slice(folder.length + 1);
  for (let number = 1; number <= mostOfName; number += 1) {
    const free = `${folder}/${numberedName(name, number)}`;
    if ((await stampOf(join(root, free))) === undefined) return free;
  }
  throw new Error(`${mostOfName} files of one name in ${folder}`);
}

/** Tries whether files can be moved inside the folder: false where it is not in reach or may not be written. */
export async function isInbox(folder: string): Promise<boolean> {
  // Of a name that nobody can have put a link under.
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
