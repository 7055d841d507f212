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

/** A key file is a few lines: more is something else. */
const mostBytes = 10_000;

/** Whoever changes the file holds it for milliseconds. */
const lookEveryMs = 10;
const patienceMs = 10_000;

/** The keys of a file, one a line, the current one first. A AppError with `key_unusable` where it is not private or not made of keys. */
export function readKeyFile(path: string): Buffer[] {
  const keys = textOf(path)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => readKey(line) ?? unusable(message('key_file_line', { path })));
  return keys.length > 0 ? keys : unusable(message('key_file_empty', { path }));
}

/** Where the dropped keys of a key file are kept. */
export function droppedKeyFileOf(path: string): string {
  return `${path}.dropped`;
}

/** The keys that were dropped of a key file, none where there is no such file; a AppError as `readKeyFile`. */
export function readDroppedKeys(path: string): Buffer[] {
  const dropped = droppedKeyFileOf(path);
  try {
    if (!isThere(dropped)) return [];
  } catch (error) {
    return unusable(message('file_gives', { name: dropped, error: wordOf(error) }));
  }
  return readKeyFile(dropped);
}

/** Makes the file with a new key where there is none, whole or not at all: of processes that start at once all read one key. */
export async function ensureKeyFile(path: string): Promise<void> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (isThere(path)) return;
  } catch (error) {
    unusable(message('file_gives', { name: path, error: wordOf(error) }));
  }
  try {
    await write(path, [newKey()], 'new');
  } catch (error) {
    const isMade = error instanceof AppError && error.failures.some(({ code }) => code === 'file_exists');
    if (!isMade) throw error;
  }
}

/** Puts a new key before those of the file, and answers its id. A AppError with `key_unusable`, and nothing changed, where the file is full. */
export function addKey(path: string): Promise<string> {
  return holding(path, async () => {
    const key = newKey();
    await write(path, [key, ...readKeyFile(path)], 'replacement');
    return keyIdOf(key);
  });
}

/**
 * Leaves only the current key and those of these ids; answers the keys that are gone. They are kept in a file beside it, since backups
 * made before open with nothing else.
 */
export function dropKeys(path: string, kept: ReadonlySet<string>): Promise<Buffer[]> {
  return holding(path, async () => {
    const [current, ...others] = readKeyFile(path);
    if (current === undefined) return [];
    const gone = others.filter((key) => !kept.has(keyIdOf(key)));
    if (gone.length === 0) return gone;
    const before = readDroppedKeys(path).filter((key) => !gone.some((one) => one.equals(key)));
    await write(droppedKeyFileOf(path), [...gone, ...before], 'replacement');
    const left = [current, ...others.filter((key) => !gone.includes(key))];
    await write(path, left, 'replacement');
    return gone;
  });
}

/** Puts keys back at the end of the file. */
export async function putBackKeys(path: string, keys: readonly Buffer[]): Promise<void> {
  if (keys.length === 0) return;
  await holding(path, () => write(path, [...readKeyFile(path), ...keys], 'replacement'));
}

/** Of those who read the file to change it, one at a time: a key that another one overwrote would take with it what it has sealed. */
async function holding<T>(path: string, change: () => Promise<T>): Promise<T> {
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
    return unusable(message('key_file_folder', { path, error: wordOf(error) }));
  }
}

async function write(path: string, keys: readonly Buffer[], as: 'new' | 'replacement'): Promise<void> {
  const text = keys.map((key) => `${key.toString('base64')}\n`).join('');
  // What could not be read again would stop everything that is sealed.
  if (text.length > mostBytes) unusable(message('key_file_full', { path }));
  const draft = await openDraft(path, randomUUID());
  try {
    await draft.write(Buffer.from(text));
    await draft.keep(as);
  } finally {
    await draft.abandon();
  }
}

function textOf(path: string): string {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return unusable(message('file_gives', { name: path, error: wordOf(error) }));
  }
  try {
    // Of the opened file: what is read is what was looked at.
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

/** What the file system says in one word; a AppError, and what is no error of its, goes on as it is. */
function wordOf(error: unknown): string {
  const code = codeOf(error);
  if (code === '') throw error;
  return code;
}
