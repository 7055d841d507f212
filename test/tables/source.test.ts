import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSource, type Source } from '../../src/tables/tables.ts';
import { appErrorOf } from './source-from.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmill-source-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function textOf(source: Source): Promise<string> {
  const chunks = [];
  for await (const chunk of source.bytes()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const nothing = Readable.from([]);

describe('a source', () => {
  test('of a file is read where it is, as often as needed', async () => {
    const path = join(folder, 'refunds.csv');
    await writeFile(path, 'a,b\n');
    const source = await openSource(path, join(folder, 'spool'), nothing);
    expect([await textOf(source), await textOf(source), source.name, source.path]).toEqual([
      'a,b\n',
      'a,b\n',
      'refunds.csv',
      path,
    ]);
    await source.close();
    expect(existsSync(path)).toBe(true);
    expect(existsSync(join(folder, 'spool'))).toBe(false);
  });

  test('of standard input is copied to a file that only this process can read, until it is closed', async () => {
    const spool = join(folder, 'spool');
    const source = await openSource('-', spool, Readable.from([Buffer.from('a,'), Buffer.from('b\n')]));
    expect([await textOf(source), await textOf(source), source.name]).toEqual(['a,b\n', 'a,b\n', 'stdin']);
    expect((await stat(source.path)).mode & 0o777).toBe(0o600);
    expect(await readFile(source.path, 'latin1')).not.toContain('a,b');
    await source.close();
    expect(await readdir(spool)).toEqual([]);
  });

  test('of a pipe is copied too', async () => {
    const pipe = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const written = writeFile(pipe, 'a,b\n1,2\n');
    const source = await openSource(pipe, join(folder, 'spool'), nothing);
    await written;
    expect([await textOf(source), await textOf(source), source.name]).toEqual([
      'a,b\n1,2\n',
      'a,b\n1,2\n',
      'pipe.csv',
    ]);
    await source.close();
  });

  test('that is missing or a folder throws file_missing, exit code 1', async () => {
    await mkdir(join(folder, 'list.csv'));
    for (const [name, detail] of [
      ['gone.csv', 'gone.csv does not exist.'],
      ['list.csv', 'list.csv is a folder.'],
    ] as const) {
      const stop = await appErrorOf(openSource(join(folder, name), folder, nothing));
      expect(stop).toEqual({ exitCode: 1, failures: [`file_missing ${detail}`] });
    }
  });

  test('that vanishes between two readings throws file_missing', async () => {
    const path = join(folder, 'refunds.csv');
    await writeFile(path, 'a,b\n');
    const source = await openSource(path, folder, nothing);
    await rm(path);
    expect((await appErrorOf(textOf(source))).failures).toEqual(['file_missing refunds.csv does not exist.']);
  });

  test('that breaks while it is copied leaves no copy', async () => {
    async function* broken() {
      yield Buffer.from('a,b\n');
      throw Object.assign(new Error('read'), { code: 'EIO' });
    }
    const stop = await appErrorOf(openSource('-', join(folder, 'spool'), Readable.from(broken())));
    expect(stop).toEqual({ exitCode: 1, failures: ['file_missing stdin gives EIO.'] });
    expect(await readdir(join(folder, 'spool'))).toEqual([]);
  });

  test('that cannot be copied throws disk_full', async () => {
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, '');
    await chmod(blocked, 0o600);
    const stop = await appErrorOf(openSource('-', join(blocked, 'spool'), nothing));
    expect(stop.failures).toEqual([expect.stringMatching(/^disk_full .*ENOTDIR/)]);
  });
});
