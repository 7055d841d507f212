import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openJournal } from '../../src/sandbox/journal.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'links.jsonl');
});

afterEach(() => rmSync(folder, { recursive: true }));

async function open() {
  const values: unknown[] = [];
  const journal = await openJournal(file, (value) => values.push(value));
  return { journal, values };
}

const unusable = { failures: [{ code: 'sandbox_file_unusable' }] };

describe('the journal', () => {
  test('returns what was appended, in a file that only its owner can read', async () => {
    const first = await open();
    first.journal.append({ number: 1 });
    first.journal.append({ text: 'two\nlines' });
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
    first.journal.close();
    const second = await open();
    expect(second.values).toEqual([{ number: 1 }, { text: 'two\nlines' }]);
    second.journal.close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each([0, 1, 70_000])(
    'forgets a torn last line after %d bytes of whole ones, and goes on behind it',
    async (bytes) => {
      const whole = bytes === 0 ? '' : `${JSON.stringify('a'.repeat(bytes))}\n`;
      writeFileSync(file, `${whole}{"number":${'1'.repeat(70_000)}`);
      const torn = await open();
      torn.journal.append('next');
      torn.journal.close();
      const { journal, values } = await open();
      journal.close();
      expect(values).toEqual(bytes === 0 ? ['next'] : ['a'.repeat(bytes), 'next']);
    },
  );

  test('fails at damage in the middle, names the line and releases the lock', async () => {
    writeFileSync(file, '1\n{broken\n3\n');
    await expect(open()).rejects.toMatchObject({
      failures: [
        {
          code: 'sandbox_file_unusable',
          details: [expect.objectContaining({ params: expect.objectContaining({ line: 2 }) })],
        },
      ],
    });
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test('cannot be opened twice, and can be opened again after close', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject(unusable);
    first.journal.close();
    (await open()).journal.close();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test('cannot be opened while a living process holds it', async () => {
    const start = readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
    writeFileSync(`${file}.lock`, `${process.ppid} ${start}\n`);
    await expect(open()).rejects.toMatchObject(unusable);
  });

  test('is taken over from a process that died', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(`${file}.lock`, `${pid} 12345\n`);
    (await open()).journal.close();
  });

  test.each([
    ['under a number that was given anew', `${process.ppid} 1\n`],
    ['under the number of this very process', `${process.pid} 1\n`],
    ['without a readable number', ''],
  ])('is taken over from a lock %s', async (_, text) => {
    writeFileSync(`${file}.lock`, text);
    (await open()).journal.close();
  });

  test('reads a file that ends without a line break as torn', async () => {
    writeFileSync(file, '1\n');
    appendFileSync(file, '2');
    const { journal, values } = await open();
    journal.close();
    expect(values).toEqual([1]);
  });
});
