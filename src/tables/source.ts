import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants, type FileHandle, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { codeOf } from '../domain/error-code.ts';
import { fail } from '../domain/failure.ts';
import { handleBytes } from '../files/files.ts';
import { message } from '../i18n/messages.ts';

/** Bytes that can be read more than once: both passes of a submission and the report read the same ones. */
export interface Source {
  /** Base name of the file; `stdin` for standard input. */
  readonly name: string;
  /** The file; for a stream, its encrypted copy in the spool folder. */
  readonly path: string;
  /** The bytes from the start. Throws `file_missing` where they can no longer be read. */
  bytes(): AsyncIterable<Buffer>;
  /** Removes the copy, if there is one. */
  close(): Promise<void>;
}

const chunkBytes = 128 * 1024;
const spoolCipher = 'aes-256-ctr';

/**
 * Opens a file, or standard input for `-`. Copies what cannot be read twice (standard input, a pipe) to a file of
 * mode 600 in the spool folder, encrypted with a key that only this process has: a copy left behind is unreadable.
 * Throws `file_missing` or `disk_full`.
 */
export async function openSource(pathOrDash: string, spoolFolder: string, stdin: Readable): Promise<Source> {
  if (pathOrDash === '-') return spool('stdin', stdin, spoolFolder);
  const name = basename(pathOrDash);
  try {
    const status = await stat(pathOrDash);
    if (status.isDirectory()) throw fail('file_missing', message('file_is_folder', { name }));
    await access(pathOrDash, constants.R_OK);
    if (status.isFile()) return { ...sourceOf(name, () => bytesOf(pathOrDash)), path: pathOrDash };
  } catch (error) {
    throw unreadable(error, name);
  }
  return spool(name, createReadStream(pathOrDash), spoolFolder);
}

/** A source over bytes stored elsewhere; `bytes` yields them from the start each time. */
export function sourceOf(name: string, bytes: () => AsyncIterable<Buffer>): Source {
  return { name, path: name, bytes, close: async () => {} };
}

/**
 * A source over an open file, which the caller closes: it is read by the handle, whatever happens to its name. `path`
 * is where it was found.
 */
export function sourceOfHandle(path: string, handle: FileHandle): Source {
  const name = basename(path);
  return { ...sourceOf(name, () => bytesIn(handle, name)), path };
}

async function* bytesIn(handle: FileHandle, name: string): AsyncGenerator<Buffer> {
  try {
    yield* handleBytes(handle);
  } catch (error) {
    throw unreadable(error, name);
  }
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw unreadable(error, basename(path));
  }
}

async function spool(name: string, stream: Readable, spoolFolder: string): Promise<Source> {
  const folder = await ownFolder(spoolFolder);
  const path = join(folder, 'input');
  const close = () => rm(folder, { recursive: true, force: true });
  const [key, counter] = [randomBytes(32), randomBytes(16)];
  const bytes = async function* () {
    const opening = createDecipheriv(spoolCipher, key, counter);
    for await (const chunk of bytesOf(path)) yield opening.update(chunk);
  };
  let broken: unknown;
  stream.once('error', (error) => {
    broken = error;
  });
  try {
    const sealing = createCipheriv(spoolCipher, key, counter);
    await pipeline(stream, sealing, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    await close();
    throw broken === undefined ? unwritable(error, spoolFolder) : unreadable(error, name);
  }
  return { ...sourceOf(name, bytes), path, close };
}

async function ownFolder(spoolFolder: string): Promise<string> {
  try {
    await mkdir(spoolFolder, { recursive: true, mode: 0o700 });
    return await mkdtemp(join(spoolFolder, 'input-'));
  } catch (error) {
    throw unwritable(error, spoolFolder);
  }
}

const reasons: Readonly<Record<string, 'file_absent' | 'file_denied'>> = {
  ENOENT: 'file_absent',
  ENOTDIR: 'file_absent',
  EACCES: 'file_denied',
  EPERM: 'file_denied',
};

function unreadable(error: unknown, name: string): unknown {
  const code = codeOf(error);
  if (code === '') return error;
  const reason = reasons[code];
  const why = reason === undefined ? message('file_gives', { name, error: code }) : message(reason, { name });
  return fail('file_missing', why);
}

function unwritable(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  return code === '' ? error : fail('disk_full', message('input_copy_gives', { folder, error: code }));
}
