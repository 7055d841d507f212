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
 * Opens a table that is to be written in a format, never packed. `unique` keeps two writers of one path apart. AppErrors with `disk_full`
 * where it cannot be written, here or on any later call. Right before the table gets its place `check` is called: where it throws, whatever
 * has the place stays.
 */
export async function openTableWriter(
  path: string,
  format: Format,
  unique: string,
  check: () => Promise<void> = async () => {},
): Promise<TableWriter> {
  // Links are money to whoever opens them: nobody else on the machine needs to read the file.
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

/** A table that is written nowhere: `finish` answers the digest that a file of the same rows and format would have. */
export function openTableDigest(format: Format): TableWriter {
  return openRows(format, async () => {});
}

/** Rows in, bytes out to `put`, no faster than it takes them. What goes wrong is told by the next `write`, or by `finish`. */
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

/** AppErrors with `disk_full` where no table could be put in this place: better before the links are made than after. */
export async function checkTablePath(path: string): Promise<void> {
  await onDisk(path, async () => {
    await access(dirname(path), constants.W_OK);
    const there = await lstat(path).catch(() => undefined);
    // As the system has it for a folder; what else is no file is as little replaced.
    if (there !== undefined && !there.isFile()) throw Object.assign(new Error(), { code: 'EISDIR' });
  });
}

/** Writes a whole file; stops with `file_exists` rather than replace one, with `disk_full` where it cannot be written. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  await onDisk(path, () => writeFile(path, bytes, { flag: 'wx' }));
}
