import { lstat, mkdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { codeOf } from '../domain/error-code.ts';
import { AppError, type Failure, fail } from '../domain/failure.ts';
import { type Message, message } from '../i18n/messages.ts';

/** Write bits of the group and of everybody else; the sticky bit, under which nobody renames what is another's. */
const othersWrite = 0o022;
const everybodyWrites = 0o002;
const sticky = 0o1000;

/** Ours and the administrator's; absent where the system has no users as POSIX has them. */
function isOwn(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.();
}

/**
 * Why answers may not be put into a folder: it is no real folder, belongs to somebody else, or others may write to it, and so could put
 * results with links of their own in the place of ours. Undefined where it may be used, or is not there.
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

/** The first of these folders below `root` that is not safe, the folders on the way to it included. */
export async function firstUnsafe(root: string, folders: readonly string[]): Promise<Failure | undefined> {
  for (const path of new Set(folders.flatMap((folder) => waysTo(root, folder)))) {
    const failure = await whyUnsafe(path);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** Makes the folder of a place below `root`, which nobody else may write; a AppError with `inbox_unsafe` where one on the way is not safe. */
export async function makeFolder(root: string, place: string): Promise<void> {
  for (const path of waysTo(root, dirname(place))) {
    await mkdir(path, { mode: 0o755 }).catch((error) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    const failure = await whyUnsafe(path);
    if (failure !== undefined) throw new AppError([failure]);
  }
}

/** Whether a folder is there. */
export async function isThere(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return false;
  }
}

/** `root/done` and `root/done/2026-11-25` for `done/2026-11-25`; a AppError with `inbox_unsafe` for what leads out of `root`. */
function waysTo(root: string, folder: string): string[] {
  const parts = relative(root, join(root, folder)).split(sep);
  if (parts.includes('..')) throw fail('inbox_unsafe', message('folder_outside', { folder, root }));
  return parts.map((_, at) => join(root, ...parts.slice(0, at + 1)));
}

/** Who besides the worker can do what to an inbox: put lists there, or rename folders of ours in it. */
export interface InboxRights {
  readonly isOpenToAll: boolean;
  readonly isOthersToRename: boolean;
}

/** The rights of a folder by its mode; undefined where it is not in reach, or modes mean nothing. */
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
