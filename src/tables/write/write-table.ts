import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, constants, lstat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Format, TableWriter, WrittenRow } from '../../domain/table.ts';
import { onDisk, openDraft } from '../../files/files.ts';
import { sheetBytes } from './write-sheet.ts';
import { textBytes } from './write-text.ts';

/**
 * Opens a table for writing in a format, never packed. `unique` separates two writers of one path. Throws `disk_full`
 * where it cannot be written, here or on any later call. Calls `check` right before the table gets its name; if it
 * throws, an existing file stays.
 */
export async function openTableWriter(
  path: string,
  format: Format,
  unique: string,
  check: () => Promise<void> = async () => {},
): Promise<TableWriter> {
  // The draft is private: a link is worth money to whoever opens it.
  const draft = await openDraft(path, unique);
  const table = openRows(format, draft.write);
  return {
    write: table.write,
    async finish() {
      const digest = await table.finish();
      await draft.commit('replacement', check);
      return digest;
    },
    async abandon() {
      await table.abandon();
      await draft.abandon();
    },
  };
}

/** A table without a file: `finish` resolves to the digest that a file of the same rows and format would have. */
export function openTableDigest(format: Format): TableWriter {
  return openRows(format, async () => {});
}

/**
 * Turns rows into bytes for `put`, no faster than it takes them. The next `write`, or `finish`, throws the error of
 * an earlier one.
 */
function openRows(format: Format, put: (bytes: Uint8Array) => Promise<void>): TableWriter {
  const hash = createHash('sha256');
  const rows = new PassThrough({ objectMode: true, highWaterMark: 1 });
  const written = pipeline(
    rows,
    (chunks: AsyncIterable<readonly WrittenRow[]>) => bytesOf(chunks, format),
    async (bytes: AsyncIterable<Uint8Array>) => {
      for await (const part of bytes) {
        hash.update(part);
        await put(part);
      }
    },
  );
  written.catch(() => undefined);
  return {
    async write(chunk) {
      if (!rows.write(chunk)) await Promise.race([once(rows, 'drain'), written]);
    },
    async finish() {
      rows.end();
      await written;
      return hash.digest('hex');
    },
    async abandon() {
      rows.destroy();
      await written.catch(() => undefined);
    },
  };
}

function bytesOf(chunks: AsyncIterable<readonly WrittenRow[]>, format: Format): AsyncIterable<Uint8Array> {
  return format.kind === 'text' ? textBytes(chunks, format) : sheetBytes(chunks, format);
}

/** Throws `disk_full` where no table can be written, so that it fails before the links are made. */
export async function checkTablePath(path: string): Promise<void> {
  await onDisk(path, async () => {
    await access(dirname(path), constants.W_OK);
    const there = await lstat(path).catch(() => undefined);
    // The system's own error for a folder; other special files are not replaced either.
    if (there !== undefined && !there.isFile()) throw Object.assign(new Error(), { code: 'EISDIR' });
  });
}

/** Writes a whole file; throws `file_exists` where there is one, `disk_full` where it cannot be written. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  await onDisk(path, () => writeFile(path, bytes, { flag: 'wx' }));
}
