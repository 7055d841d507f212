import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type InboxFile, listInbox, openSeen } from '../../src/inbox/inbox.ts';
import { sourceOfHandle } from '../../src/tables/tables.ts';

let root: string;
let folder: string;
/** A folder of somebody who may write to the inbox. */
let theirs: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'linkmill-plain-'));
  folder = join(root, 'inbox');
  theirs = join(root, 'theirs');
  for (const path of [folder, theirs]) mkdirSync(path);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function seen(name: string, text: string): Promise<InboxFile> {
  writeFileSync(join(folder, name), text);
  const file = (await listInbox(folder))?.find((one) => one.name === name);
  if (file === undefined) throw new Error('not seen');
  return file;
}

describe('a file that was listed', () => {
  const swaps: [string, (file: InboxFile) => void][] = [
    [
      'a link to a file that only the worker may read',
      ({ path }) => {
        rmSync(path);
        symlinkSync(join(root, 'secret'), path);
      },
    ],
    [
      'a pipe',
      ({ path }) => {
        rmSync(path);
        execFileSync('mkfifo', [path]);
      },
    ],
    [
      'another file of its size and time',
      ({ path }) => {
        const { atime, mtime } = statSync(path);
        writeFileSync(join(theirs, 'b.csv'), 'two\n');
        utimesSync(join(theirs, 'b.csv'), atime, mtime);
        renameSync(join(theirs, 'b.csv'), path);
      },
    ],
  ];

  test.each(swaps)('is not read where others have put %s in its place since', async (_, swap) => {
    writeFileSync(join(root, 'secret'), 'one\n');
    const file = await seen('a.csv', 'one\n');
    swap(file);
    expect(await openSeen(file)).toBeUndefined();
  });

  test('is read by its handle alone, whatever has its name meanwhile', async () => {
    const file = await seen('a.csv', 'one\n');
    const handle = await openSeen(file);
    if (handle === undefined) throw new Error('not opened');
    rmSync(file.path);
    symlinkSync(join(root, 'secret'), file.path);
    const source = sourceOfHandle(file.path, handle);
    for (let pass = 0; pass < 2; pass += 1) {
      const pieces: Buffer[] = [];
      for await (const piece of source.bytes()) pieces.push(piece);
      expect(Buffer.concat(pieces).toString()).toBe('one\n');
    }
    await handle.close();
  });
});
