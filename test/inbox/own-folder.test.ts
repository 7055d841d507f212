import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Message, message } from '../../src/i18n/messages.ts';
import {
  firstUnsafe,
  type InboxFile,
  isInbox,
  listInbox,
  makeFolder,
  moveTo,
  rightsOf,
} from '../../src/inbox/inbox.ts';

let root: string;
let folder: string;
/** A folder of somebody who may write to the inbox. */
let theirs: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'linkmill-hostile-'));
  folder = join(root, 'inbox');
  theirs = join(root, 'theirs');
  for (const path of [folder, theirs]) mkdirSync(path);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

async function seen(name: string, text: string): Promise<InboxFile> {
  writeFileSync(at(name), text);
  const file = (await listInbox(folder))?.find((one) => one.name === name);
  if (file === undefined) throw new Error('not seen');
  return file;
}

const unsafe = (detail: Message) => ({ failures: [{ code: 'inbox_unsafe', details: [detail] }] });
const isAdministrator = process.geteuid?.() === 0;

const isLink = (place = 'done') => message('folder_is_link', { folder: at(place) });

/** What others may leave under the name of a folder of ours. */
const plants: [string, () => Message, () => void, boolean][] = [
  ['a symbolic link to a folder of theirs', isLink, () => symlinkSync(theirs, at('done')), true],
  ['a file', isLink, () => writeFileSync(at('done'), ''), true],
  [
    'a folder that everybody may write',
    () => message('folder_open_to_others', { folder: at('done'), mode: '777' }),
    () => {
      mkdirSync(at('done'));
      chmodSync(at('done'), 0o777);
    },
    true,
  ],
  [
    'a folder that its group may write',
    () => message('folder_open_to_others', { folder: at('done'), mode: '2770' }),
    () => {
      mkdirSync(at('done'));
      chmodSync(at('done'), 0o2770);
    },
    true,
  ],
  [
    'a folder of their own',
    () => message('folder_of_other_user', { folder: at('done'), user: '65534' }),
    () => {
      mkdirSync(at('done'), { mode: 0o755 });
      chownSync(at('done'), 65_534, 65_534);
    },
    // Only an administrator can give a folder away.
    isAdministrator,
  ],
];

describe('results', () => {
  test.each(plants.filter(([, , , isPossible]) => isPossible))(
    'go into no folder in whose place others have put %s, and the file stays',
    async (_, detail, plant) => {
      const file = await seen('a.csv', 'one\n');
      plant();
      await expect(moveTo(folder, file, 'done/2026-11-25/a.csv')).rejects.toMatchObject(unsafe(detail()));
      expect(await firstUnsafe(folder, ['refused', 'done/2026-11-25'])).toMatchObject({
        code: 'inbox_unsafe',
      });
      expect(readFileSync(at('a.csv'), 'utf8')).toBe('one\n');
      expect(readdirSync(theirs)).toEqual([]);
    },
  );

  test("are not written into a day's folder that is a link, even in a folder of ours", async () => {
    const file = await seen('a.csv', 'one\n');
    await makeFolder(folder, 'done/2026-11-24/a.csv');
    symlinkSync(theirs, at('done/2026-11-25'));
    await expect(moveTo(folder, file, 'done/2026-11-25/a.csv')).rejects.toMatchObject(
      unsafe(isLink('done/2026-11-25')),
    );
    expect(await moveTo(folder, file, 'done/2026-11-24/a.csv')).toBe('moved');
  });

  test('are never written outside of their folder, whatever place the ledger gives', async () => {
    const file = await seen('a.csv', 'one\n');
    await expect(moveTo(folder, file, '../theirs/a.csv')).rejects.toMatchObject(
      unsafe(message('folder_outside', { folder: '../theirs', root: folder })),
    );
    expect(readdirSync(theirs)).toEqual([]);
  });

  test('are in folders that nobody else may write, whatever the umask of the process', async () => {
    const before = process.umask(0);
    try {
      await makeFolder(folder, 'done/2026-11-25/a.csv');
    } finally {
      process.umask(before);
    }
    for (const path of ['done', 'done/2026-11-25']) expect(statSync(at(path)).mode & 0o022).toBe(0);
  });
});

test('testing whether an inbox is writable touches nothing that others have planted there', async () => {
  writeFileSync(join(root, 'secret'), 'of the worker');
  symlinkSync(join(root, 'secret'), at('.linkmill-probe.tmp'));
  expect(await isInbox(folder)).toBe(true);
  expect(readFileSync(join(root, 'secret'), 'utf8')).toBe('of the worker');
  expect(readdirSync(folder)).toEqual(['.linkmill-probe.tmp']);
});

test.each([
  [0o700, false, false],
  [0o755, false, false],
  [0o2770, false, true],
  [0o3770, false, false],
  [0o777, true, true],
  [0o1777, true, false],
])(
  'the rights of an inbox of mode %o show whether all may write, and whether others may rename',
  async (mode, all, rename) => {
    chmodSync(folder, mode);
    expect(await rightsOf(folder)).toEqual({ isOpenToAll: all, isOthersToRename: rename });
  },
);
