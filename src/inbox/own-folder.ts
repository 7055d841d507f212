import { lstat, mkdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { codeOf } from '../domain/error-code.ts';
import { AppError, type Failure, fail } from '../domain/failure.ts';
import { type Message, message } from '../i18n/messages.ts';

/** Write bits of the group and of all others; under the sticky bit, nobody can rename files of other owners. */
const othersWrite = 0o022;
const everybodyWrites = 0o002;
const sticky = 0o1000;

/** Whether the owner is root or our user. */
function isOwn(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.();
}

/**
 * Why results may not go into a folder: it is no real folder, belongs to another user, or others may write to it and
 * could replace our results with links of their own. Undefined where it is safe or does not exist.
 */
export async function whyUnsafe(folder: string): Promise<Failure | undefined> {
  const status = await lstat(folder).catch((error) => {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  });
  if (status === undefined) return undefined;
  const detail = detailOf(folder, status.isDirectory(), status.uid, status.mode);
  return detail === undefined ? undefined : { code: 'inbox_unsafe', details: [detail] };
}

function detailOf(folder: string, isFolder: boolean, uid: number, mode: number): Message | undefined {
  if (!isFolder) return message('folder_is_link', { folder });
  if (process.geteuid === undefined) return undefined;
  if (!isOwn(uid)) return message('folder_of_other_user', { folder, user: String(uid) });
  if ((mode & othersWrite) === 0) return undefined;
  return message('folder_open_to_others', { folder, mode: (mode & 0o7777).toString(8) });
}

/** The failure of the first unsafe folder among these below `root` and the folders on the way to them. */
export async function firstUnsafe(root: string, folders: readonly string[]): Promise<Failure | undefined> {
  for (const path of new Set(folders.flatMap((folder) => waysTo(root, folder)))) {
    const failure = await whyUnsafe(path);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/**
 * Makes the folder of `place` below `root`, writable by nobody else; throws `inbox_unsafe` where a folder on the way
 * is not safe.
 */
export async function makeFolder(root: string, place: string): Promise<void> {
  for (const path of waysTo(root, dirname(place))) {
    await mkdir(path, { mode: 0o755 }).catch((error) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    const failure = await whyUnsafe(path);
    if (failure !== undefined) throw new AppError([failure]);
  }
}

/** Whether a folder exists. */
export async function isThere(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return false;
  }
}

/**
 * All folders on the way: `root/done` and `root/done/2026-11-25` for `done/2026-11-25`. Throws `inbox_unsafe` for a
 * path that leads out of `root`.
 */
function waysTo(root: string, folder: string): string[] {
  const parts = relative(root, join(root, folder)).split(sep);
  if (parts.includes('..')) throw fail('inbox_unsafe', message('folder_outside', { folder, root }));
  return parts.map((_, at) => join(root, ...parts.slice(0, at + 1)));
}

/** What others than the worker can do to an inbox: put files there, or rename its subfolders. */
export interface InboxRights {
  readonly isOpenToAll: boolean;
  readonly isOthersToRename: boolean;
}

/** The rights of a folder by its mode; undefined where it is out of reach, or the system has no POSIX modes. */
export async function rightsOf(inbox: string): Promise<InboxRights | undefined> {
  if (process.geteuid === undefined) return undefined;
  try {
    const { mode } = await lstat(join(inbox, '.'));
    const isOthersToRename = (mode & othersWrite) !== 0 && (mode & sticky) === 0;
    return { isOpenToAll: (mode & everybodyWrites) !== 0, isOthersToRename };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}
