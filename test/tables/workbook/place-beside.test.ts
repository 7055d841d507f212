import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { digestOfFile, placeBeside } from '../../../src/tables/tables.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-beside-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

async function place(text: string): Promise<string> {
  const draft = join(folder, 'draft');
  writeFileSync(draft, text, { mode: 0o600 });
  return placeBeside(draft, join(folder, 'list.rejected.csv'), digest(text));
}

test('a file gets its name, the next free one beside others, and that of an equal file', async () => {
  expect(await place('one')).toBe(join(folder, 'list.rejected.csv'));
  expect(await place('two')).toBe(join(folder, 'list.rejected-2.csv'));
  expect(await place('one')).toBe(join(folder, 'list.rejected.csv'));
  expect(await place('two')).toBe(join(folder, 'list.rejected-2.csv'));
  expect(readdirSync(folder).toSorted()).toEqual(['list.rejected-2.csv', 'list.rejected.csv']);
  expect(readFileSync(join(folder, 'list.rejected.csv'), 'utf8')).toBe('one');
});

test('a digest is that of the bytes, and undefined without a file', async () => {
  writeFileSync(join(folder, 'a'), 'text');
  expect(await digestOfFile(join(folder, 'a'))).toBe(digest('text'));
  expect(await digestOfFile(join(folder, 'b'))).toBeUndefined();
});
