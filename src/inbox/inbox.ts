import { constants } from 'node:fs';
import {
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../domain/error-code.ts';
import { Stop } from '../domain/failure.ts';
import { numberedName } from '../domain/file-name.ts';

/** An ordinary file of an inbox. */
export interface InboxFile {
  readonly name: string;
  readonly path: string;
  /** Size and time of change: the very file is known again by it. */
  readonly stamp: string;
}

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
    const stamp = await stampOf(join(folder, name));
    if (stamp !== undefined) files.push({ name, path: join(folder, name), stamp });
  }
  return files;
}

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

/** Whether a text may be a part of itself: its last line is not ended, in UTF-16 neither. What is packed proves its end itself. */
export async function mayBeCut(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const bytesAt = async (position: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, position);
      return buffer.subarray(0, bytesRead);
    };
    const isPacked = ['PK', '\x1f\x8b'].includes((await bytesAt(0)).toString('latin1'));
    const end = await bytesAt(Math.max(0, size - 2));
    return !isPacked && !end.some((byte) => byte === 0x0a || byte === 0x0d);
  } finally {
    await handle.close();
  }
}

/** More files of one name than these are not kept in a folder. */
const mostOfName = 1000;

/** A place below the inbox that no file has: this one, else with `-2` before its ending and so on. */
export async function freePlace(inbox: string, place: string): Promise<string> {
  const folder = dirname(place);
  const name = place.slice(folder.length + 1);
  for (let number = 1; number <= mostOfName; number += 1) {
    const free = `${folder}/${numberedName(name, number)}`;
    if ((await stampOf(join(inbox, free))) === undefined) return free;
  }
  throw new Error(`${mostOfName} files of one name in ${folder}`);
}

/** What became of a move; `changed`: the file is another one by now; `taken`: another file has the place. */
export type Move = 'moved' | 'gone' | 'changed' | 'taken';

/**
 * Moves a file of the inbox to its place below it, and never over another file. It can be cut anywhere and done again. A Stop with
 * `disk_full` where the place cannot be written.
 */
export async function moveTo(inbox: string, file: InboxFile, place: string): Promise<Move> {
  const target = join(inbox, place);
  const here = await stampOf(file.path);
  if (here === undefined) return (await stampOf(target)) === file.stamp ? 'moved' : 'gone';
  if (here !== file.stamp) return 'changed';
  try {
    await mkdir(dirname(target), { recursive: true });
    if (!(await isLinked(file.path, target))) return 'taken';
    await unlink(file.path);
    return 'moved';
  } catch (error) {
    const code = codeOf(error);
    if (code === '') throw error;
    throw new Stop([{ code: 'disk_full', detail: `The move to ${place}: ${code}.` }], 1);
  }
}

/** A second name for the file, or a copy of it where the file system has no second names. */
async function isLinked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const code = codeOf(error);
    // Cut between the second name and the end of the first one.
    if (code === 'EEXIST') return isSame(from, to);
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'].includes(code)) throw error;
    return isCopied(from, to);
  }
}

async function isSame(from: string, to: string): Promise<boolean> {
  const [one, other] = [await stat(from), await stat(to)];
  return one.ino === other.ino && one.dev === other.dev;
}

/** Whole and synced before it has its name. */
async function isCopied(from: string, to: string): Promise<boolean> {
  if ((await stampOf(to)) !== undefined) return false;
  const draft = join(dirname(to), `.${to.slice(dirname(to).length + 1)}.tmp`);
  await copyFile(from, draft, constants.COPYFILE_FICLONE);
  const handle = await open(draft, 'r+');
  try {
    const { atime, mtime } = await stat(from);
    await handle.utimes(atime, mtime);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, to);
  return true;
}

/** Makes the folder of a place below the inbox. */
export async function makeFolder(inbox: string, place: string): Promise<void> {
  await mkdir(dirname(join(inbox, place)), { recursive: true });
}

/** Tries whether files can be moved inside the inbox: false where it is not in reach or may not be written. */
export async function isInbox(folder: string): Promise<boolean> {
  const probe = join(folder, '.linkmill-probe.tmp');
  try {
    await writeFile(probe, '');
    await unlink(probe);
    return true;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return false;
  }
}
