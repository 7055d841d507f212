import { link, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { onDisk } from './on-disk.ts';

/** A file written beside its final path, under a temporary name; only its owner may read it. */
export interface Draft {
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Syncs the file and gives it its final name, durably: `replacement` replaces an existing file, `new` fails with
   * `file_exists` where there is one. Calls `check` right before; if it throws, an existing file stays.
   */
  commit(as: 'new' | 'replacement', check?: () => Promise<void>): Promise<void>;
  /** Removes the draft, unless it already has its final name. */
  abandon(): Promise<void>;
}

/**
 * Opens the draft of a file. `unique` separates two writers of one path. Throws `disk_full` where the file cannot be
 * written, here or on any later call, and `file_exists` where a new one exists already.
 */
export async function openDraft(path: string, unique: string): Promise<Draft> {
  const draft = join(dirname(path), `.${basename(path)}.${unique}.tmp`);
  const handle = await onDisk(path, () => open(draft, 'wx', 0o600));
  return {
    write: (bytes) => onDisk(path, () => handle.appendFile(bytes)),
    async commit(as, check = async () => {}) {
      await onDisk(path, () => handle.sync());
      await handle.close();
      await check();
      await onDisk(path, async () => {
        // `link` never replaces a file, `rename` does.
        await (as === 'new' ? link : rename)(draft, path);
        await syncFolder(dirname(path));
      });
      if (as === 'new') await unlink(draft);
    },
    async abandon() {
      await handle.close().catch(() => undefined);
      await unlink(draft).catch(() => undefined);
    },
  };
}

/**
 * A name survives a power cut only once its folder is synced. Where the system forbids that, the file is there all
 * the same.
 */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch {}
}
