import { createHash } from 'node:crypto';
import { type FileHandle, link, open, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { codeOf } from '../domain/error-code.ts';
import { fail } from '../domain/failure.ts';
import { handleBytes } from '../files/files.ts';
import { message } from '../i18n/messages.ts';
import { openPlain } from './open-plain.ts';
import { makeFolder } from './own-folder.ts';
import { type InboxFile, stampOf } from './stamp.ts';

/**
 * What became of a move; `stays`: it has its place, and cannot be taken out of the inbox; `changed`: the file is another one by now; `taken`:
 * another file has the place.
 */
export type Move = 'moved' | 'stays' | 'gone' | 'changed' | 'taken';

/**
 * Moves a file of the inbox to its place below `root`, and never over another file. It can be cut anywhere and done again. A AppError with
 * `disk_full` where the place cannot be written, with `inbox_unsafe` where others could rearrange it: the file stays then.
 */
export async function moveTo(
  root: string,
  file: InboxFile,
  place: string,
  remove: (path: string) => Promise<void> = unlink,
): Promise<Move> {
  const target = join(root, place);
  const here = await stampOf(file.path);
  if (here === undefined) return (await stampOf(target)) === file.stamp ? 'moved' : 'gone';
  if (here !== file.stamp) return 'changed';
  try {
    await makeFolder(root, place);
    if (!(await isPlaced(file.path, target))) return 'taken';
    // Once more: a folder that was put in its place meanwhile has not got the file for good.
    await makeFolder(root, place);
  } catch (error) {
    const code = codeOf(error);
    if (code === '') throw error;
    throw fail('disk_full', message('move_gives', { place, error: code }));
  }
  return (await isRemoved(file.path, remove)) ? 'moved' : 'stays';
}

/** A sticky folder and a file of another owner, or a share that holds it open, let it be read and not removed. */
async function isRemoved(path: string, remove: (path: string) => Promise<void>): Promise<boolean> {
  try {
    await remove(path);
    return true;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return codeOf(error) === 'ENOENT';
  }
}

/** A second name for the file, or a copy of it where the file system has no second names. */
async function isPlaced(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const code = codeOf(error);
    // Cut between the second name, or the copy, and the end of the first one.
    if (code === 'EEXIST') return isSame(from, to);
    if (!['EXDEV', 'EACCES', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'].includes(code))
      throw error;
    return isCopied(from, to);
  }
}

async function isSame(from: string, to: string): Promise<boolean> {
  const [one, other] = [await stat(from), await stat(to)];
  if (one.ino === other.ino && one.dev === other.dev) return true;
  return one.size === other.size && (await digestOf(from)) === (await digestOf(to));
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await withPlain(path, (handle) => pipeline(handleBytes(handle), hash));
  return hash.digest('hex');
}

/** Acts with an ordinary file; a AppError with `file_changed` where a link or a pipe has its name by now. */
async function withPlain<T>(path: string, act: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await openPlain(path);
  if (handle === undefined) throw fail('file_changed');
  try {
    return await act(handle);
  } finally {
    await handle.close();
  }
}

/** Whole and synced before it has its name. */
async function isCopied(from: string, to: string): Promise<boolean> {
  if ((await stampOf(to)) !== undefined) return isSame(from, to);
  const name = createHash('sha256').update(to).digest('hex').slice(0, 16);
  const draft = join(dirname(to), `.${name}.tmp`);
  await rm(draft, { force: true });
  await withPlain(from, (handle) => copy(handle, draft));
  await rename(draft, to);
  return true;
}

/** With the rights and the times of the file. */
async function copy(from: FileHandle, draft: string): Promise<void> {
  const { mode, atimeMs, mtimeMs } = await from.stat();
  const handle = await open(draft, 'wx', mode & 0o777);
  try {
    for await (const piece of handleBytes(from)) await handle.appendFile(piece);
    // The middle of the millisecond: a stamp cuts to whole ones, and seconds as a fraction are not exact.
    await handle.utimes(atimeMs / 1000, (Math.trunc(mtimeMs) + 0.5) / 1000);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
