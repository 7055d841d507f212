import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const main = join(import.meta.dirname, '../../dist/src/cli/main.js');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmill-readers-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('a check whose reader closed the pipe ends normally and writes its file of rejected rows', async () => {
  const rows = Array.from({ length: 300 }, (_, at) => `R${at},12.345,FR00,Example SA`);
  const header = 'client_reference,amount,iban,beneficiary_company_name';
  await writeFile(join(folder, 'bad.csv'), [header, ...rows, ''].join('\n'));
  const words = [
    'check',
    'bad.csv',
    '--json',
    '--payer-company',
    'Example SARL',
    '--rejected',
    'rejected.csv',
  ];
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, LINKMILL_DATA_DIR: folder };
  const child = spawn(process.execPath, [main, ...words], { cwd: folder, env, stdio: 'pipe' });
  child.stdout.destroy();
  child.stderr.destroy();
  const [code] = await once(child, 'exit');
  expect(code).toBe(2);
  const files = await readdir(folder);
  expect(files.filter((name) => name.includes('rejected'))).toEqual(['rejected.csv']);
});
