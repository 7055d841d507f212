import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { keyIdOf } from '../../src/domain/sealing.ts';
import { addKey, dropKeys, ensureKeyFile, putBackKeys, readKeyFile } from '../../src/vault/key-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'linkmill-key-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the file is made once, private, and stays as it is', () => {
  const path = join(folder, 'made', 'key');
  ensureKeyFile(path);
  const text = readFileSync(path, 'latin1');
  ensureKeyFile(path);
  expect(readFileSync(path, 'latin1')).toBe(text);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readKeyFile(path)).toHaveLength(1);
});

test('processes that start at once read one key', async () => {
  const path = join(folder, 'at-once', 'key');
  const script = `import { ensureKeyFile, readKeyFile } from './src/vault/key-file.ts';
    ensureKeyFile(${JSON.stringify(path)}); console.log(readKeyFile(${JSON.stringify(path)})[0].toString('hex'));`;
  const told = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
      });
      await once(child, 'close');
      return text;
    }),
  );
  expect(told[0]).toMatch(/^[0-9a-f]{64}\n$/);
  expect(new Set(told).size).toBe(1);
  expect(readdirSync(join(folder, 'at-once'))).toEqual(['key']);
});

test('a file that others may read, or that is not made of keys, is refused', () => {
  const path = join(folder, 'bad');
  writeFileSync(path, `${'ab'.repeat(32)}\n`, { mode: 0o600 });
  expect(readKeyFile(path)).toHaveLength(1);
  chmodSync(path, 0o640);
  expect(() => readKeyFile(path)).toThrow('chmod 600');
  chmodSync(path, 0o600);
  for (const text of ['', 'short\n', `${'ab'.repeat(31)}\n`]) {
    writeFileSync(path, text);
    expect(() => readKeyFile(path)).toThrow('key file cannot be used');
  }
  expect(() => readKeyFile(join(folder, 'nowhere'))).toThrow('ENOENT');
});

test('a new key goes first, and old ones go when nothing needs them', () => {
  const path = join(folder, 'ring');
  ensureKeyFile(path);
  const [old] = readKeyFile(path).map(keyIdOf);
  const added = addKey(path);
  expect(readKeyFile(path).map(keyIdOf)).toEqual([added, old]);
  expect(dropKeys(path, new Set([old ?? '']))).toEqual([]);
  const gone = dropKeys(path, new Set());
  expect(gone.map(keyIdOf)).toEqual([old]);
  expect(readKeyFile(path).map(keyIdOf)).toEqual([added]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  putBackKeys(path, gone);
  expect(readKeyFile(path).map(keyIdOf)).toEqual([added, old]);
});
