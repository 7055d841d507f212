import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { AppError, fail } from '../../domain/failure.ts';
import type { FileLimits } from '../../domain/table.ts';
import { message } from '../../i18n/messages.ts';
import { tooManyBytes } from '../bounds.ts';

/** The parts of a workbook. Names match in any case (ECMA-376 part 2, 6.2.2.3). */
export interface WorkbookParts {
  has(name: string): boolean;
  /** The unpacked bytes of a part, verified by their checksum; none where there is no such part. */
  read(name: string): AsyncGenerator<Buffer>;
}

/** The maximum number of parts, and of anything that names parts. */
export const mostParts = 10_000;
/** A larger part that compresses better than any list is an attack on the reader. */
const largestOfAnyRatio = 50 * 1024 * 1024;
const largestRatio = 150;

/**
 * Opens a zip in memory; unpacks a part only when it is read. Throws `file_damaged`, `file_locked` or
 * `file_too_large`: for its directory, and for parts that exceed the size given there.
 */
export async function openParts(bytes: Buffer, limits: FileLimits): Promise<WorkbookParts> {
  const { zip, entries } = await withoutDamage(() => readDirectory(bytes, limits));
  return {
    has: (name) => entries.has(name.toLowerCase()),
    read: (name) => bytesOf(zip, entries.get(name.toLowerCase())),
  };
}

async function readDirectory(bytes: Buffer, limits: FileLimits) {
  const zip = await fromBufferPromise(bytes);
  if (zip.entryCount > mostParts)
    throw fail('file_too_large', message('parts_above_limit', { most: mostParts }));
  const entries = new Map<string, Entry>();
  let size = 0;
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.toLowerCase();
    // Programs differ in which of two parts of one name they show.
    if (entries.has(name)) throw damaged();
    entries.set(name, entry);
    size += entry.uncompressedSize;
    if (size > limits.maxBytes) throw tooManyBytes(limits.maxBytes);
    const ratio = entry.uncompressedSize / entry.compressedSize;
    if (entry.uncompressedSize > largestOfAnyRatio && ratio > largestRatio) {
      throw fail('file_too_large', message('part_grows', {}));
    }
  }
  return { zip, entries };
}

async function* bytesOf(zip: ZipFile, entry: Entry | undefined): AsyncGenerator<Buffer> {
  if (entry === undefined) return;
  if (entry.isEncrypted()) throw fail('file_locked');
  const stream = await withoutDamage(() => zip.openReadStreamPromise(entry));
  const pieces = stream[Symbol.asyncIterator]();
  let checksum = 0;
  try {
    while (true) {
      const next = await withoutDamage(() => pieces.next());
      if (next.done === true) break;
      checksum = crc32(next.value, checksum);
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
  if (checksum !== entry.crc32) throw damaged();
}

/** Maps any other error of yauzl and zlib to damage: the bytes are in memory, so nothing else can fail. */
async function withoutDamage<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AppError ? error : damaged();
  }
}

function damaged(): AppError {
  return fail('file_damaged', message('zip_broken', {}));
}
