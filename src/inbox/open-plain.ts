import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { codeOf } from '../domain/error-code.ts';
import { type InboxFile, inodeIn, stampIn } from './stamp.ts';

/** A link is not followed, and a pipe is not waited for. Absent on Windows. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens an ordinary file for reading; undefined where a link, a pipe, a device or a folder has its name. */
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
 * Opens the very file that was seen in an inbox: whoever may write there can put another under its name. From here on it is judged and
 * read by this handle alone. Undefined where it is another by now.
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
