import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freePlace, type InboxFile, listInbox, mayBeCut, moveTo, stampOf } from '../../src/inbox/inbox.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-inbox-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const look = async () => (await listInbox(folder)) ?? [];

async function only(): Promise<InboxFile> {
  const [file] = await look();
  if (file === undefined) throw new Error('no file');
  return file;
}

test('an inbox lists ordinary files, not folders or symbolic links, and is undefined where the folder is missing', async () => {
  write('b.csv', '1\n');
  write('a.csv', '1\n');
  mkdirSync(join(folder, 'done'));
  symlinkSync(join(folder, 'a.csv'), join(folder, 'c.csv'));
  expect((await look()).map(({ name }) => name)).toEqual(['a.csv', 'b.csv']);
  expect(await listInbox(join(folder, 'away'))).toBeUndefined();
});

test('a file is moved once, and the move can be repeated', async () => {
  write('a.csv', 'one\n');
  const file = await only();
  expect(await moveTo(folder, file, 'done/2026-11-25/a.csv')).toBe('moved');
  expect(await moveTo(folder, file, 'done/2026-11-25/a.csv')).toBe('moved');
  expect(await look()).toEqual([]);
  expect(readFileSync(join(folder, 'done/2026-11-25/a.csv'), 'utf8')).toBe('one\n');
});

test('a move that was interrupted between its two steps is finished', async () => {
  write('a.csv', 'one\n');
  mkdirSync(join(folder, 'done'));
  linkSync(join(folder, 'a.csv'), join(folder, 'done/a.csv'));
  expect(await moveTo(folder, await only(), 'done/a.csv')).toBe('moved');
  expect(await look()).toEqual([]);
});

test('no move overwrites another file of the name', async () => {
  mkdirSync(join(folder, 'done'));
  write('done/a.csv', 'earlier\n');
  write('a.csv', 'later one\n');
  const file = await only();
  expect(await moveTo(folder, file, 'done/a.csv')).toBe('taken');
  const place = await freePlace(folder, 'done/a.csv');
  expect(place).toBe('done/a-2.csv');
  expect(await moveTo(folder, file, place)).toBe('moved');
  expect(readFileSync(join(folder, 'done/a.csv'), 'utf8')).toBe('earlier\n');
});

test('a file that has changed since it was listed is not moved', async () => {
  write('a.csv', 'one\n');
  const file = await only();
  write('a.csv', 'one\ntwo\n');
  expect(await moveTo(folder, file, 'done/a.csv')).toBe('changed');
  expect(await look()).toHaveLength(1);
  rmSync(join(folder, 'a.csv'));
  expect(await moveTo(folder, file, 'done/a.csv')).toBe('gone');
});

test('a copy that is in place already counts as moved, one that differs does not', async () => {
  write('a.csv', 'one\n');
  mkdirSync(join(folder, 'done'));
  write('done/a.csv', 'one\n');
  expect(await moveTo(folder, await only(), 'done/a.csv')).toBe('moved');
  expect(await look()).toEqual([]);
  write('a.csv', 'two\n');
  expect(await moveTo(folder, await only(), 'done/a.csv')).toBe('taken');
});

test('a file is copied whole to another file system, with its time to the millisecond', async () => {
  const elsewhere = mkdtempSync('/dev/shm/linkmill-inbox-');
  try {
    for (const ms of [0.2, 0.5, 0.9, 999.9]) {
      write('a.csv', 'one\n');
      utimesSync(join(folder, 'a.csv'), 1_764_000_000, 1_764_000_000 + ms / 1000);
      const file = await only();
      expect(await moveTo(elsewhere, file, `done/a-${ms}.csv`)).toBe('moved');
      expect(await stampOf(join(elsewhere, `done/a-${ms}.csv`))).toBe(file.stamp);
    }
    expect(await look()).toEqual([]);
    expect(readdirSync(join(elsewhere, 'done'))).toHaveLength(4);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test('a text whose last line has no end may be cut, in UTF-16 too; a packed file is never taken for cut', async () => {
  for (const [text, encoding, isCut] of [
    ['a\n', 'utf8', false],
    ['a\r\n', 'utf8', false],
    ['a\n', 'utf16le', false],
    ['a', 'utf8', true],
    ['', 'utf8', true],
    ['PK\x03\x04', 'latin1', false],
  ] as const) {
    writeFileSync(join(folder, 'a.csv'), text, encoding);
    const handle = await open(join(folder, 'a.csv'));
    expect([text, encoding, await mayBeCut(handle)]).toEqual([text, encoding, isCut]);
    await handle.close();
  }
});
