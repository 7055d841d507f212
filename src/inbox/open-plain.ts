import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { codeOf } from '../domain/error-code.ts';
import { type InboxFile, inodeIn, stampIn } from './stamp.ts';

/** Do not follow a link or wait for a pipe. Windows has neither flag. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens an ordinary file for reading; undefined where the name belongs to a link, a pipe, a device or a folder. */
export async function openPlain(path: string): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, flags);
  } catch (error) {
    if (['ELOOP', 'EMLINK', 'ENXIO'].includes(codeOf(error))) return undefined;
    throw error;
  }
  const isPlain = await handle.stat().then(
    (status) => status.isFile(),
    () => false,
  );
  if (isPlain) return handle;
  await handle.close();
  return undefined;
}

/**
 * Opens exactly the file that was seen in an inbox: whoever may write there can put another one under its name, so
 * that all later checks and reads use this handle. Undefined where the name now has another file.
 */
export async function openSeen(file: InboxFile): Promise<FileHandle | undefined> {
  const handle = await openPlain(file.path);
  if (handle === undefined) return undefined;
  const status = await handle.stat();
  const isIt = stampIn(status) === file.stamp && (file.inode ?? inodeIn(status)) === inodeIn(status);
  if (isIt) return handle;
  await handle.close();
  return undefined;
}
