import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openDraft } from '../../src/files/draft.ts';

const folder = mkdtempSync(join(tmpdir(), 'linkmill-draft-'));
afterAll(() => rmSync(folder, { recursive: true }));

const codeOf = (act: Promise<unknown>) =>
  act.then(
    () => 'done',
    (error) => error.failures[0].code,
  );

test('a draft gets its name whole and private, and replaces another file only if asked to', async () => {
  const path = join(folder, 'kept');
  writeFileSync(path, 'before');
  const draft = await openDraft(path, 'a');
  await draft.write(Buffer.from('af'));
  await draft.write(Buffer.from('ter'));
  expect(readFileSync(path, 'utf8')).toBe('before');
  await draft.commit('replacement');
  await draft.abandon();
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['after', 0o600]);
  expect(readdirSync(folder)).toEqual(['kept']);
});

test('of two drafts for one new file one gets the name, the other throws, and neither leaves anything', async () => {
  const own = join(folder, 'new');
  mkdirSync(own);
  const path = join(own, 'file');
  const drafts = await Promise.all(['a', 'b'].map((unique) => openDraft(path, unique)));
  const ends = await Promise.all(drafts.map((draft) => codeOf(draft.commit('new'))));
  await Promise.all(drafts.map((draft) => draft.abandon()));
  expect(ends.toSorted()).toEqual(['done', 'file_exists']);
  expect(readdirSync(own)).toEqual(['file']);
});

test('a path that cannot be written throws an AppError', async () => {
  expect(await codeOf(openDraft(join(folder, 'nowhere', 'file'), 'a'))).toBe('disk_full');
});
