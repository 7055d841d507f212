import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fail } from '../domain/failure.ts';
import { lockFile } from '../files/files.ts';
import { message } from '../i18n/messages.ts';

/** An append-only file of JSON lines that one process at a time may use. */
export interface Journal {
  /** The line has reached the operating system when this returns; it outlives a kill of this process. */
  append(value: unknown): void;
  /** Flushes to the disk and releases the lock of the file. */
  close(): void;
}

const newline = 0x0a;

/** The length of the file up to and with its last line break: a crash has cut the line after it. */
function wholeLength(fd: number, size: number): number {
  const chunk = Buffer.alloc(65_536);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - chunk.length);
    const read = readSync(fd, chunk, 0, end - start, start);
    const at = chunk.subarray(0, read).lastIndexOf(newline);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

async function replay(file: string, onValue: (value: unknown) => void): Promise<void> {
  const handle = await open(file, 'a+', 0o600);
  const { size } = await handle.stat();
  ftruncateSync(handle.fd, wholeLength(handle.fd, size));
  let line = 0;
  try {
    for await (const text of handle.readLines({ start: 0 })) {
      line++;
      onValue(JSON.parse(text));
    }
  } catch {
    const details = [message('sandbox_line_unreadable', { file, line })];
    throw fail('sandbox_file_unusable', ...details);
  } finally {
    await handle.close();
  }
}

/**
 * Opens the file, made with mode 600 if need be, and passes on its values in order. A torn last line is cut off; any
 * other damage, or another process that uses the file, is a `AppError` with `sandbox_file_unusable`.
 */
export async function openJournal(file: string, onValue: (value: unknown) => void): Promise<Journal> {
  const unlock = lockFile(file);
  if (unlock === undefined) {
    const details = [message('sandbox_file_in_use', { lock: `${file}.lock` })];
    throw fail('sandbox_file_unusable', ...details);
  }
  try {
    await replay(file, onValue);
  } catch (error) {
    unlock();
    throw error;
  }
  const fd = openSync(file, 'a');
  return {
    append: (value) => writeWhole(fd, Buffer.from(`${JSON.stringify(value)}\n`)),
    close() {
      fsyncSync(fd);
      closeSync(fd);
      unlock();
    },
  };
}

/** Writes all or nothing: on a full disk the part that was written is cut off again. */
function writeWhole(fd: number, bytes: Buffer): void {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(fd, bytes, written);
  } catch (error) {
    if (written > 0) ftruncateSync(fd, fstatSync(fd).size - written);
    throw error;
  }
}
