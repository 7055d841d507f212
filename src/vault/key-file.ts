import { randomUUID } from 'node:crypto';
import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { keyIdOf, newKey } from '../domain/crypto/sealing.ts';
import { codeOf } from '../domain/error-code.ts';
import { AppError, fail } from '../domain/failure.ts';
import { readKey } from '../domain/settings/key-text.ts';
import { lockFile, openDraft } from '../files/files.ts';
import { type Message, message } from '../i18n/messages.ts';

/** A key file has a few lines: a larger file is something else. */
const mostBytes = 10_000;

/** A process that changes the file holds its lock for milliseconds. */
const lookEveryMs = 10;
const patienceMs = 10_000;

/**
 * The keys of a file, one a line, the current one first. Throws `key_unusable` where the file is not private or a
 * line is no key.
 */
export function readKeyFile(path: string): Buffer[] {
  const keys = textOf(path)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => readKey(line) ?? unusable(message('key_file_line', { path })));
  return keys.length > 0 ? keys : unusable(message('key_file_empty', { path }));
}

/** The file of the keys dropped from a key file. */
export function droppedKeyFileOf(path: string): string {
  return `${path}.dropped`;
}

/** The keys dropped from a key file; empty where there is no such file. Throws like `readKeyFile`. */
export function readDroppedKeys(path: string): Buffer[] {
  const dropped = droppedKeyFileOf(path);
  try {
    if (!isThere(dropped)) return [];
  } catch (error) {
    return unusable(message('file_gives', { name: dropped, error: codeOfFileError(error) }));
  }
  return readKeyFile(dropped);
}

/**
 * Makes the file with a new key where there is none, atomically: processes that start at once all read the same key.
 */
export async function ensureKeyFile(path: string): Promise<void> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (isThere(path)) return;
  } catch (error) {
    unusable(message('file_gives', { name: path, error: codeOfFileError(error) }));
  }
  try {
    await write(path, [newKey()], 'new');
  } catch (error) {
    const isMade = error instanceof AppError && error.failures.some(({ code }) => code === 'file_exists');
    if (!isMade) throw error;
  }
}

/**
 * Puts a new key first in the file and resolves to its id. Throws `key_unusable` where the file is full, and then
 * changes nothing.
 */
export function addKey(path: string): Promise<string> {
  return withLock(path, async () => {
    const key = newKey();
    await write(path, [key, ...readKeyFile(path)], 'replacement');
    return keyIdOf(key);
  });
}

/**
 * Drops all keys but the current one and those with the ids in `used`; resolves to the dropped keys. Stores them in a
 * file beside it, since older backups open with nothing else.
 */
export function dropKeys(path: string, used: ReadonlySet<string>): Promise<Buffer[]> {
  return withLock(path, async () => {
    const [current, ...others] = readKeyFile(path);
    if (current === undefined) return [];
    const gone = others.filter((key) => !used.has(keyIdOf(key)));
    if (gone.length === 0) return gone;
    const before = readDroppedKeys(path).filter((key) => !gone.some((one) => one.equals(key)));
    await write(droppedKeyFileOf(path), [...gone, ...before], 'replacement');
    const left = [current, ...others.filter((key) => !gone.includes(key))];
    await write(path, left, 'replacement');
    return gone;
  });
}

/** Appends keys to the file again. */
export async function putBackKeys(path: string, keys: readonly Buffer[]): Promise<void> {
  if (keys.length === 0) return;
  await withLock(path, () => write(path, [...readKeyFile(path), ...keys], 'replacement'));
}

/**
 * Runs one change of the file at a time: a key that another process overwrote would take everything sealed with it.
 */
async function withLock<T>(path: string, change: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookEveryMs) {
    const release = lockOf(path);
    if (release === undefined) {
      await pause(lookEveryMs);
      continue;
    }
    try {
      return await change();
    } finally {
      release();
    }
  }
  return unusable(message('key_file_busy', { path }));
}

function lockOf(path: string): (() => void) | undefined {
  try {
    return lockFile(path);
  } catch (error) {
    return unusable(message('key_file_folder', { path, error: codeOfFileError(error) }));
  }
}

async function write(path: string, keys: readonly Buffer[], as: 'new' | 'replacement'): Promise<void> {
  const text = keys.map((key) => `${key.toString('base64')}\n`).join('');
  // A file that is too large to read would stop everything that is sealed.
  if (text.length > mostBytes) unusable(message('key_file_full', { path }));
  const draft = await openDraft(path, randomUUID());
  try {
    await draft.write(Buffer.from(text));
    await draft.commit(as);
  } finally {
    await draft.abandon();
  }
}

function textOf(path: string): string {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return unusable(message('file_gives', { name: path, error: codeOfFileError(error) }));
  }
  try {
    // On the descriptor, so that the checked file is the one that is read.
    const { mode, size } = fstatSync(file);
    if ((mode & 0o077) !== 0) unusable(message('key_file_open_to_all', { path }));
    if (size > mostBytes) unusable(message('key_file_large', { path }));
    return readFileSync(file, 'latin1');
  } finally {
    closeSync(file);
  }
}

function isThere(path: string): boolean {
  try {
    closeSync(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function unusable(why: Message): never {
  throw fail('key_unusable', why);
}

/** Returns a file-system error's code; rethrows anything else. */
function codeOfFileError(error: unknown): string {
  const code = codeOf(error);
  if (code === '') throw error;
  return code;
}
