import { link, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { onDisk } from './on-disk.ts';

/** A file that is written beside its place, under a name of its own; only its owner may read it. */
export interface Draft {
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Gives it its name once it is synced, and lasts then: in the place of what stands there, or, as `new`, only where nothing does. `check` is
   * called right before: where it throws, whatever has the place stays.
   */
  keep(as: 'new' | 'replacement', check?: () => Promise<void>): Promise<void>;
  /** Takes it away, unless it was kept. */
  abandon(): Promise<void>;
}

/**
 * Opens the draft of a file. `unique` keeps two writers of one path apart. AppErrors with `disk_full` where it cannot be written, here or on
 * any later call; with `file_exists` where it was to be new and is not.
 */
export async function openDraft(path: string, unique: string): Promise<Draft> {
  const draft = join(dirname(path), `.${basename(path)}.${unique}.tmp`);
  const handle = await onDisk(path, () => open(draft, 'wx', 0o600));
  return {
    write: (bytes) => onDisk(path, () => handle.appendFile(bytes)),
    async keep(as, check = async () => {}) {
      await onDisk(path, () => handle.sync());
      await handle.close();
      await check();
      await onDisk(path, async () => {
        // A link never replaces a file, a renaming would.
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

/** A name lasts a power cut only once its folder is synced. Where that may not be done, the file is there all the same. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch {}
}
