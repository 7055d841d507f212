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
 * The result of a move. `stays`: the file is in its place, and cannot be removed from the inbox; `gone`: it is in
 * neither; `changed`: the inbox now has another file of this name; `taken`: another file is in its place.
 */
export type Move = 'moved' | 'stays' | 'gone' | 'changed' | 'taken';

/**
 * Moves a file of the inbox to its place below `root`, and never over another file. It may be interrupted anywhere
 * and repeated. Throws `disk_full` where the place cannot be written and `inbox_unsafe` where others could rearrange
 * it; the file then stays in the inbox.
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
    // Checked again: if somebody replaced the folder meanwhile, the file must not count as moved.
    await makeFolder(root, place);
  } catch (error) {
    const code = codeOf(error);
    if (code === '') throw error;
    throw fail('disk_full', message('move_gives', { place, error: code }));
  }
  return (await isRemoved(file.path, remove)) ? 'moved' : 'stays';
}

/**
 * A sticky folder with a file of another owner, or a share on which the file is open, allows reading and not
 * removing.
 */
async function isRemoved(path: string, remove: (path: string) => Promise<void>): Promise<boolean> {
  try {
    await remove(path);
    return true;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return codeOf(error) === 'ENOENT';
  }
}

/** Makes a hard link to the file, or a copy of it where the file system has no hard links. */
async function isPlaced(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const code = codeOf(error);
    // An earlier move was interrupted after the link or copy, before it removed the file from the inbox.
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

/** Runs `act` on an ordinary file; throws `file_changed` where its name now belongs to a link or a pipe. */
async function withPlain<T>(path: string, act: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await openPlain(path);
  if (handle === undefined) throw fail('file_changed');
  try {
    return await act(handle);
  } finally {
    await handle.close();
  }
}

/** Copies to a temporary name and syncs before the copy gets its final name. */
async function isCopied(from: string, to: string): Promise<boolean> {
  if ((await stampOf(to)) !== undefined) return isSame(from, to);
  const name = createHash('sha256').update(to).digest('hex').slice(0, 16);
  const draft = join(dirname(to), `.${name}.tmp`);
  await rm(draft, { force: true });
  await withPlain(from, (handle) => copy(handle, draft));
  await rename(draft, to);
  return true;
}

/** Copies bytes, rights and times of the file. */
async function copy(from: FileHandle, draft: string): Promise<void> {
  const { mode, atimeMs, mtimeMs } = await from.stat();
  const handle = await open(draft, 'wx', mode & 0o777);
  try {
    for await (const piece of handleBytes(from)) await handle.appendFile(piece);
    // The middle of the millisecond: a stamp truncates to whole milliseconds, and fractions of seconds are not exact.
    await handle.utimes(atimeMs / 1000, (Math.trunc(mtimeMs) + 0.5) / 1000);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
