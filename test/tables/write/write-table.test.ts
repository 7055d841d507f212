import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SheetFormat, TextFormat, WrittenRow } from '../../../src/domain/table.ts';
import { message } from '../../../src/i18n/messages.ts';
import { checkTablePath, openTableDigest, openTableWriter } from '../../../src/tables/write/write-table.ts';

const text: TextFormat = {
  kind: 'text',
  isPacked: false,
  encoding: 'utf-8',
  hasBom: true,
  delimiter: ';',
  newline: '\r\n',
  hasSeparatorLine: false,
};
const sheet: SheetFormat = { kind: 'sheet', isPacked: false, sheet: 'Refunds' };
const formats = [text, sheet] as const;
const rows: readonly WrittenRow[] = Array.from({ length: 1000 }, (_, at) => ({
  cells: [`RF-${at}`, `${at}.5`, '2026-12-31T18:00:00'],
  kinds: ['text', 'number', 'date'],
}));

const run = promisify(execFile);
const source = new URL('../../../src/tables/write/write-table.ts', import.meta.url).href;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-table-'));
  path = join(folder, 'table');
});
afterEach(() => rmSync(folder, { recursive: true }));

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe.each(formats)('a table written as $kind', (format) => {
  test('has its name only when it is whole, and others cannot read it', async () => {
    const table = await openTableWriter(path, format, 'x');
    await table.write(rows);
    expect(readdirSync(folder)).toEqual(['.table.x.tmp']);
    await table.finish();
    expect(readdirSync(folder)).toEqual(['table']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('leaves nothing behind where it is abandoned, before its first row or in the middle', async () => {
    for (const written of [[], rows]) {
      const table = await openTableWriter(path, format, 'x');
      await table.write(written);
      await table.abandon();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('has the digest of its bytes, the same in whatever chunks its rows came', async () => {
    const table = await openTableWriter(path, format, 'x');
    await table.write(rows);
    const digest = await table.finish();
    expect(digest).toBe(sha256(readFileSync(path)));
    const other = openTableDigest(format);
    for (let at = 0; at < rows.length; at += 7) await other.write(rows.slice(at, at + 7));
    expect(await other.finish()).toBe(digest);
  });

  test('replaces an existing file, only at its end', async () => {
    const write = async (chunk: readonly WrittenRow[], unique: string) => {
      const table = await openTableWriter(path, format, unique);
      await table.write(chunk);
      return table;
    };
    await (await write(rows.slice(0, 1), 'x')).finish();
    const before = readFileSync(path);
    const later = await write(rows, 'y');
    expect(readFileSync(path)).toEqual(before);
    await later.finish();
    expect(readFileSync(path)).not.toEqual(before);
  });

  test('of two writers of one draft the second throws', async () => {
    const first = await openTableWriter(path, format, 'x');
    await expect(openTableWriter(path, format, 'x')).rejects.toMatchObject({
      failures: [{ code: 'file_exists' }],
    });
    await first.abandon();
  });

  test('a folder that does not exist is named in the error, on checking and on opening', async () => {
    const lost = join(folder, 'missing', 'table');
    const stop = {
      family: 'unavailable',
      failures: [{ code: 'disk_full', field: lost, details: [{ code: 'folder_missing', params: {} }] }],
    };
    await expect(checkTablePath(lost)).rejects.toMatchObject(stop);
    await expect(openTableWriter(lost, format, 'x')).rejects.toMatchObject(stop);
  });

  test('a full disk fails the writing, and does not hang', async () => {
    const script = `
      import { createHash } from 'node:crypto';
      import { openTableWriter } from ${JSON.stringify(source)};
      const table = await openTableWriter(${JSON.stringify(path)}, ${JSON.stringify(format)}, 'x');
      const row = (at) => ({ cells: [createHash('sha512').update(String(at)).digest('base64')] });
      const chunk = (from) => Array.from({ length: 200 }, (_, at) => row(from + at));
      try {
        for (let from = 0; from < 40_000; from += 200) await table.write(chunk(from));
        await table.finish();
      } catch (error) {
        await table.abandon();
        process.stdout.write(JSON.stringify(error.failures));
      }`;
    // A limit on file size acts like a full disk: writing past it fails in the same place, with another code.
    const limited = 'ulimit -f 1000 && exec "$0" --import tsx --input-type=module -e "$1"';
    const { stdout } = await run('sh', ['-c', limited, process.execPath, script]);
    expect(JSON.parse(stdout)).toEqual([
      { code: 'disk_full', field: path, details: [message('named', { name: 'EFBIG' })] },
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('a path where no file can be written is reported before the writing', async () => {
  mkdirSync(path);
  await expect(checkTablePath(path)).rejects.toMatchObject({
    failures: [{ details: [message('named', { name: 'EISDIR' })] }],
  });
  await expect(checkTablePath(join(folder, 'free'))).resolves.toBeUndefined();
});
